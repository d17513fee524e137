import { expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import { membershipFor } from '../../../src/history/records/release.ts'
import type { OutsideMember, Revision } from '../../../src/history/records/revision.ts'
import { asMember } from '../../../src/manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import { configMap, deployment, own } from '../cluster/api.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { ProgramResult } from '../program.ts'
import { createRelease } from '../projects/release.ts'
import { rewriteRevision, widenParent, withManifests } from './tamper.ts'
import { adoptions, manifests, type Tamper, type Target } from './tampers.ts'

/** A release in a namespace of its own, with another namespace in which it has nothing to do. */
export interface Field {
  /** UID and resourceVersion of all that is outside the release's namespace and might be touched, and of what grants rights in it. */
  outside(): Promise<Readonly<Record<string, string>>>
  /** Rewrites the records of a release that was applied twice, and runs kdeploy. */
  run(tamper: Tamper): Promise<ProgramResult>
  /** Removes what is in no namespace. */
  clear(): Promise<void>
}

/** Kinds whose objects of that name would be made in no namespace. */
const clusterKinds = [
  ['rbac.authorization.k8s.io', 'ClusterRole'],
  ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
  ['scheduling.k8s.io', 'PriorityClass'],
  ['', 'Namespace'],
  ['apiextensions.k8s.io', 'CustomResourceDefinition'],
] as const

/** Kinds of which anything in the other namespace, or in the release's, would be somebody's right. */
const rights = [
  ['rbac.authorization.k8s.io', 'Role'],
  ['rbac.authorization.k8s.io', 'RoleBinding'],
] as const

/**
 * `api` must not write as kdeploy. With a `key` the records are signed, and then the other namespace's object looks in all like a
 * member of the release.
 */
export async function createField(cluster: Cluster, api: Api, index: number, key?: string): Promise<Field> {
  const [namespace, other] = await Promise.all([cluster.createNamespace(), cluster.createNamespace()])
  const name = `evil-${namespace}`
  const release = { name: `shop-${index}`, profile: 'prod_a', namespace }
  const theirs = configMap(other, { mine: 'yes' }, 'theirs')
  if (key === undefined) await api.create(theirs)
  else await api.apply(asMember(theirs, membershipFor(release)), own)
  const project = await createRelease(cluster, {}, { name: release.name, namespace })
  const kdeploy = (...args: readonly string[]) => {
    const env = key === undefined ? {} : { KDEPLOY_HISTORY_KEY: key }
    return cluster.kdeploy([...args, '-p', 'prod_a'], { cwd: project.folder, env })
  }
  const list = async (group: string, kind: string, at?: string) =>
    (await api.list({ group, kind }, { namespace: at })).items
  const get = async (kind: string, at: string, called: string): Promise<KubeObject> => {
    const found = await api.get({ group: '', version: 'v1', kind, namespace: at, name: called })
    if (found === null) throw new Error(`${kind} ${called} is gone`)
    return found
  }
  const isThere = async (kind: string, at: string, called: string) =>
    (await api.get({ group: '', version: 'v1', kind, namespace: at, name: called })) !== null
  const applyTwice = async () => {
    for (const value of ['one', 'two']) {
      await project.change({ 'all.yaml': [configMap(namespace, { value })] })
      const { exitCode, stderr } = await kdeploy('apply', '--no-prune')
      expect(exitCode, stderr).toBe(0)
    }
  }
  let records: readonly KubeObject[] = []
  /** The records of the release as two applies left them; what they record is there, in whatever state. */
  const restore = async () => {
    const now = await recordsIn(api, namespace)
    await Promise.all(now.map(({ metadata }) => api.delete(secretRef(namespace, metadata.name))))
    // A signature holds for the very parent.
    if (key === undefined && records.length > 0 && (await isThere('ConfigMap', namespace, 'settings'))) {
      await Promise.all(records.map((record) => api.create(anew(record))))
      return
    }
    await applyTwice()
    records = await recordsIn(api, namespace)
  }
  return {
    async outside() {
      const found = await Promise.all([
        ...clusterKinds.map(([group, kind]) => list(group, kind)),
        ...rights.flatMap(([group, kind]) => [list(group, kind, namespace), list(group, kind, other)]),
        list('', 'ConfigMap', other),
        list('', 'Secret', other),
        list('', 'ConfigMap', 'default'),
      ])
      const ours = found.flat().filter(({ metadata, kind }) => {
        if (metadata.name === 'kube-root-ca.crt') return false
        if (kind === 'Namespace' && (metadata.name === namespace || metadata.name === other)) return true
        return metadata.name.startsWith(name) || metadata['namespace'] === other || metadata['namespace'] === namespace
      })
      return Object.fromEntries(
        ours.map(({ kind, metadata }) => [
          `${kind} ${metadata['namespace'] ?? ''}/${metadata.name}`,
          `${metadata['uid']} ${metadata['resourceVersion']}`,
        ]),
      )
    },
    async run(tamper) {
      await restore()
      const [member, stranger] = await Promise.all([
        get('ConfigMap', namespace, 'settings'),
        get('ConfigMap', other, 'theirs'),
      ])
      const target: Target = { namespace, other, name, member, stranger }
      await rewriteRevision(api, release, tamper.revision, (revision) => tampered(revision, tamper, target))
      if (tamper.widens)
        await widenParent(api, release, ['ConfigMap', 'Secret', 'Role.rbac.authorization.k8s.io'], [other])
      const broken = tamper.run.includes('--undo-on-failure')
      if (broken) await project.change({ 'broken.yaml': [unready(namespace)] })
      const result = await kdeploy(...tamper.run, '--yes')
      if (broken) await project.change({ 'broken.yaml': [] })
      return result
    },
    async clear() {
      await cluster.kubectl([
        'delete',
        'clusterrole,clusterrolebinding,priorityclass,namespace',
        name,
        '--ignore-not-found',
      ])
      await cluster.kubectl(['delete', 'customresourcedefinition', `${name}s.example.com`, '--ignore-not-found'])
    },
  }
}

function tampered(revision: Revision, tamper: Tamper, target: Target): Revision {
  const objects = tamper.manifests.flatMap((form) => manifests[form]?.(target) ?? [])
  const adopted = tamper.adoptions.flatMap((form) => adoptions[form]?.(target) ?? [])
  const theirs: OutsideMember = { ref: refOf(target.stranger), uid: String(target.stranger.metadata['uid']) }
  const outside = tamper.claims ? { outside: [theirs] } : {}
  return { ...withManifests(revision, ...objects), status: tamper.status, adopted, ...outside }
}

function refOf({ kind, metadata }: KubeObject): ObjectRef {
  return { group: '', version: 'v1', kind, namespace: String(metadata['namespace']), name: metadata.name }
}

/** Fails at once. */
function unready(namespace: string): KubeObject {
  const made = deployment(namespace)
  const spec = made['spec'] as { template: { metadata: { annotations?: object } } }
  spec.template.metadata.annotations = { 'test.kdeploy.dev/stage': 'image-pull-backoff' }
  return made
}

/** The revisions of the release there, and its parent. */
async function recordsIn(api: Api, namespace: string): Promise<readonly KubeObject[]> {
  const { items } = await api.list({ group: '', kind: 'Secret' }, { namespace })
  return items.filter(({ type }) => String(type).startsWith('kdeploy.dev/'))
}

function secretRef(namespace: string, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}

/** The object as it can be created again. */
function anew(object: KubeObject): KubeObject {
  const { name, namespace = null, labels = null, annotations = null } = object.metadata
  return { ...object, metadata: { name, namespace, labels, annotations } }
}
