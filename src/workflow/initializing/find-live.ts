import type { ApiResource, Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { annotationsOf } from '../../manifest/annotations.ts'
import { listAt, textAt } from '../../manifest/fields.ts'
import { describeRef, refOf } from '../../manifest/identity.ts'
import { isKdeploys, membershipOf } from '../../manifest/membership.ts'
import { isSecret } from '../../manifest/secret.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { isBuiltIn } from '../../plan/references/built-in.ts'
import { type NamedObject, typedName } from '../run/named-object.ts'

/** The kinds of which `--from all` takes what a namespace has: what a service is made of. */
const kindsOfAll = [
  ['', 'ConfigMap'],
  ['', 'Service'],
  ['', 'ServiceAccount'],
  ['', 'PersistentVolumeClaim'],
  ['apps', 'Deployment'],
  ['apps', 'StatefulSet'],
  ['apps', 'DaemonSet'],
  ['batch', 'CronJob'],
  ['autoscaling', 'HorizontalPodAutoscaler'],
  ['policy', 'PodDisruptionBudget'],
  ['networking.k8s.io', 'Ingress'],
  ['networking.k8s.io', 'NetworkPolicy'],
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
] as const

/** The live objects that a person named. @throws KdeployError with the problem of each */
export async function readNamed(
  cluster: Cluster,
  named: readonly NamedObject[],
  namespace: string,
): Promise<KubeObject[]> {
  const problems: KdeployError[] = []
  const found: KubeObject[] = []
  for (const one of named) {
    const resource = await cluster.resourceNamed(one.kind)
    const live = resource === undefined ? null : await cluster.get(refIn(resource, one, namespace))
    const problem =
      resource === undefined
        ? missing('kind-unknown', `the cluster serves no kind ${one.kind}`, 'kubectl api-resources lists all kinds')
        : live === null
          ? missing(
              'object-missing',
              `${nameOf(resource, one, namespace)} does not exist`,
              'correct its name, or use -n',
            )
          : unusable(live)
    if (problem !== undefined) problems.push(problem)
    else if (live !== null) found.push(live)
  }
  throwCollected(problems, (count) => `${count} objects can't be taken into a project`)
  return found
}

/** Live objects, and the kinds of which none may be listed. */
interface FoundLive {
  readonly objects: readonly KubeObject[]
  readonly forbidden: readonly string[]
}

/** The objects of a namespace that people deploy, Secrets aside; those that a controller or another release has are left out. */
export async function readAll(cluster: Cluster, namespace: string, labelSelector?: string): Promise<FoundLive> {
  const forbidden: string[] = []
  const lists = await Promise.all(
    kindsOfAll.map(async ([group, kind]) => {
      const resource = await cluster.resourceOf({ group, kind })
      if (resource === undefined) return []
      const { version } = resource
      const listed = cluster.list({ group, kind, version }, { namespace, labelSelector })
      const list = await unlessForbidden(listed, undefined)
      if (list === undefined) forbidden.push(kind)
      const apiVersion = group === '' ? version : `${group}/${version}`
      return (list?.items ?? []).map((item) => ({ ...item, apiVersion, kind }))
    }),
  )
  const sets = lists.flat().filter(({ kind }) => kind === 'StatefulSet')
  const found = lists
    .flat()
    .filter(
      (live) => unusable(live) === undefined && !isMadeByKubernetes(live) && !sets.some((set) => claims(set, live)),
    )
  if (found.length > 0) return { objects: found, forbidden: forbidden.sort() }
  const which = labelSelector === undefined ? '' : ` with the labels ${labelSelector}`
  throw missing('object-missing', `the namespace ${namespace} has no objects${which} to take`, 'use -n for another one')
}

function refIn({ group, version, kind, namespaced }: ApiResource, { namespace, name }: NamedObject, own: string) {
  return { group, version, kind, namespace: namespaced ? (namespace ?? own) : undefined, name }
}

function nameOf(resource: ApiResource, named: NamedObject, namespace: string): string {
  return describeRef(refIn(resource, named, namespace))
}

/** Why a live object can't become a template; undefined where it can. */
function unusable(live: KubeObject): KdeployError | undefined {
  const name = describeRef(refOf(live))
  if (isSecret(live)) {
    return new KdeployError({
      code: 'secret-not-written',
      category: 'input',
      message: `${name} is not written to a file: its values would stand in it`,
      hint: 'a profile can read it where it is (variablesFrom: secret), or from SOPS or a command (docs/operating/secrets.md)',
    })
  }
  const owner = listAt(live, 'metadata', 'ownerReferences').find(({ controller }) => controller === true)
  if (owner !== undefined) {
    return new KdeployError({
      code: 'object-controlled',
      category: 'conflict',
      message: `${name} is made by ${String(owner['kind'])} ${String(owner['name'])}`,
      hint: `name that one: --from ${typedName({ kind: String(owner['kind']).toLowerCase(), name: String(owner['name']) })}`,
    })
  }
  const membership = membershipOf(live)
  if (membership === undefined) return undefined
  return new KdeployError({
    code: 'foreign-object',
    category: 'conflict',
    message: `${name} belongs to ${membership.release}`,
    hint: isKdeploys(live) ? 'its templates are in that project' : 'remove it from that tool first',
  })
}

/** Whether an object is a claim that a StatefulSet makes of its template: `data-db-0`. */
function claims(set: KubeObject, { kind, metadata: { name } }: KubeObject): boolean {
  if (kind !== 'PersistentVolumeClaim') return false
  const stems = listAt(set, 'spec', 'volumeClaimTemplates').map(
    (one) => `${textAt(one, 'metadata', 'name')}-${set.metadata.name}-`,
  )
  return stems.some((stem) => name.startsWith(stem) && /^\d+$/.test(name.slice(stem.length)))
}

/** What every namespace has without anybody's doing, and what Helm and kubectl keep for themselves. */
function isMadeByKubernetes(live: KubeObject): boolean {
  const isApiServer =
    live.kind === 'Service' && live.metadata['namespace'] === 'default' && live.metadata.name === 'kubernetes'
  const isLock = 'control-plane.alpha.kubernetes.io/leader' in annotationsOf(live)
  return isApiServer || isLock || isBuiltIn(refOf(live))
}

function missing(code: 'kind-unknown' | 'object-missing', message: string, hint: string): KdeployError {
  return new KdeployError({ code, category: 'input', message, hint })
}
