import { ApiError } from '../cluster/api-error.ts'
import type { ApiResource, Cluster } from '../cluster/cluster.ts'
import { explainApiError } from '../cluster/explain.ts'
import { KdeployError } from '../errors.ts'
import { describeRef } from '../manifest/identity.ts'
import type { Json, JsonObject, KubeObject, ObjectRef } from '../manifest/types.ts'
import {
  annotationsOfState,
  hasTemplate,
  ownedWithTemplate,
  revisionsOfControllerRevisions,
  revisionsOfReplicaSets,
  type TemplateRevision,
  templateDifferences,
} from '../plan/pod-template.ts'
import { confirmFirst } from './confirm.ts'
import { type Connect, withConnection } from './connector.ts'
import type { Emit } from './events.ts'
import { fieldManager } from './field-manager.ts'
import { checkGuard } from './guard.ts'
import { identifyRelease } from './identify-release.ts'
import type { ProfileInput } from './input.ts'
import { stopIfInterrupted } from './interrupted.ts'
import type { UndoneWorkload } from './results.ts'
import type { WaitOptions } from './waiting/targets.ts'
import { waitForReady } from './waiting/wait.ts'
import type { World } from './world.ts'

const undoable: Readonly<Record<string, 'ReplicaSet' | 'ControllerRevision'>> = {
  Deployment: 'ReplicaSet',
  StatefulSet: 'ControllerRevision',
  DaemonSet: 'ControllerRevision',
}

export interface UndoWorkloadOptions extends WaitOptions {
  readonly wait: boolean
  /** `--yes`: nothing is asked. */
  readonly yes: boolean
}

/** A workload as a person names it: `deployment/web`. */
export interface NamedWorkload {
  readonly kind: string
  readonly name: string
}

/**
 * Does what `kubectl rollout undo` does for one workload: brings back the pod template of its previous (or the given)
 * revision, and waits. With a profile its namespace, kube context and guard count, else kubectl's.
 * @throws KdeployError `workload-unknown`, `not-undoable`, `nothing-to-undo`, `revision-unknown`
 */
export function undoWorkload(
  input: Omit<ProfileInput, 'profile'> & { readonly profile: string | undefined },
  named: NamedWorkload,
  toRevision: number | undefined,
  options: UndoWorkloadOptions,
  world: World,
  emit: Emit,
): Promise<UndoneWorkload> {
  return withConnection(input.target, world, async (connect) => {
    const { namespace, confirm } = await findPlace(input, connect, world)
    const cluster = await connect()
    const ref = await findWorkload(cluster, named, namespace)
    const workload = await cluster.get(ref)
    if (workload === null) throw notFound(ref)
    refusePaused(ref, workload)
    const target = choose(ref, await templateRevisions(cluster, ref, workload), workload, toRevision)
    const changed = !hasTemplate(workload, target.template)
    if (changed && confirm && !options.yes) await confirmFirst(`undo of ${describeRef(ref)}`, cluster, world)
    const restored = changed ? await restore(cluster, ref, workload, target) : workload
    if (changed) emit({ type: 'written', ref, action: 'change' })
    const targets = [{ ref, object: restored, place: undefined }]
    const failures = options.wait ? await waitForReady(cluster, targets, options, world, emit) : []
    stopIfInterrupted(world, changed ? [describeRef(ref)] : [])
    return { kubeContext: cluster.kubeContext, ref, target: target.number, changed, failures }
  })
}

/** Where the workload is, and whether the profile wants to be asked. */
async function findPlace(
  input: Omit<ProfileInput, 'profile'> & { readonly profile: string | undefined },
  connect: Connect,
  world: World,
): Promise<{ namespace: string; confirm: boolean }> {
  if (input.profile === undefined) {
    return { namespace: input.namespace ?? (await connect()).defaultNamespace, confirm: false }
  }
  const { release, guard, confirm } = await identifyRelease({ ...input, profile: input.profile }, connect, world)
  await checkGuard(guard, await connect(), release.namespace)
  return { namespace: release.namespace, confirm }
}

async function findWorkload(cluster: Cluster, { kind, name }: NamedWorkload, namespace: string): Promise<ObjectRef> {
  const resource: ApiResource | undefined = await cluster.resourceNamed(kind)
  if (resource === undefined || resource.group !== 'apps' || undoable[resource.kind] === undefined) {
    throw new KdeployError({
      code: 'not-undoable',
      category: 'input',
      message:
        resource === undefined
          ? `the cluster knows no resource "${kind}"`
          : `a ${resource.kind} has no revisions to go back to`,
      hint: 'name a deployment, statefulset or daemonset; without a name, undo brings back the whole release',
    })
  }
  return { group: resource.group, version: resource.version, kind: resource.kind, namespace, name }
}

function notFound(ref: ObjectRef): KdeployError {
  return new KdeployError({
    code: 'workload-unknown',
    category: 'input',
    message: `${describeRef(ref)} isn't there`,
    hint: 'check its name and --namespace',
  })
}

/** As kubectl: the controller doesn't roll a paused Deployment out. */
function refusePaused(ref: ObjectRef, workload: KubeObject): void {
  if ((workload['spec'] as JsonObject)['paused'] !== true) return
  throw new KdeployError({
    code: 'workload-paused',
    category: 'input',
    message: `${describeRef(ref)} is paused, so nothing would be rolled out`,
    hint: `run "kubectl rollout resume" for it first`,
  })
}

async function templateRevisions(cluster: Cluster, ref: ObjectRef, workload: KubeObject): Promise<TemplateRevision[]> {
  const kind = undoable[ref.kind] ?? 'ReplicaSet'
  const { items } = await cluster.list({ group: 'apps', kind }, { namespace: ref.namespace })
  const own = items.filter((item) => {
    const owners = (item.metadata['ownerReferences'] ?? []) as { uid: string; controller?: boolean }[]
    return owners.some(({ uid, controller }) => controller === true && uid === workload.metadata['uid'])
  })
  return kind === 'ReplicaSet' ? revisionsOfReplicaSets(own) : revisionsOfControllerRevisions(own)
}

/** The given revision, else the one before the newest. */
function choose(
  ref: ObjectRef,
  revisions: readonly TemplateRevision[],
  workload: KubeObject,
  toRevision: number | undefined,
): TemplateRevision {
  const list = revisions.map(({ number, from }) => `revision ${number}  ${from}`).join('\n')
  if (toRevision !== undefined && toRevision !== 0) {
    const target = revisions.find(({ number }) => number === toRevision)
    if (target !== undefined) return target
    throw new KdeployError({
      code: 'revision-unknown',
      category: 'input',
      message: `${describeRef(ref)} has no revision ${toRevision}`,
      detail: list,
    })
  }
  const target = revisions.findLast(
    (revision, index) => index < revisions.length - 1 || !hasTemplate(workload, revision.template),
  )
  if (target !== undefined) return target
  throw new KdeployError({
    code: 'nothing-to-undo',
    category: 'input',
    message: `${describeRef(ref)} has no earlier revision`,
    detail: list,
  })
}

/** How often a change in between (a controller's status, mostly) makes the undo read again. */
const attempts = 10

async function restore(
  cluster: Cluster,
  ref: ObjectRef,
  workload: KubeObject,
  target: TemplateRevision,
): Promise<KubeObject> {
  let current = workload
  for (let attempt = 1; ; attempt++) {
    try {
      const owned = ownedWithTemplate(current, fieldManager, target.template)
      if (owned === undefined) return await patchTemplate(cluster, ref, current, target)
      return await applyTemplate(cluster, ref, owned, target)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.status !== 409 || attempt === attempts) {
        throw explainApiError(error, { what: describeRef(ref), object: current })
      }
      current = (await cluster.get(ref)) ?? current
    }
  }
}

/**
 * kdeploy owns the workload: the complete set that it owns, with the old template, by server-side apply, so that the next
 * apply meets no conflict. It is forced: whoever asks for a revision wants all of it, over a hotfix too. What another manager
 * added to the template besides stays after that, and is removed (a removal makes no owner).
 */
async function applyTemplate(
  cluster: Cluster,
  ref: ObjectRef,
  owned: KubeObject,
  target: TemplateRevision,
): Promise<KubeObject> {
  const applied = await cluster.apply(owned, { fieldManager, dryRun: false, force: true })
  if (hasTemplate(applied, target.template)) return applied
  const cleaned = await cluster.patch(ref, 'application/json-patch+json', removals(applied, target.template), {
    fieldManager,
    dryRun: false,
  })
  const left = templateDifferences(cleaned, target.template)
  if (left.length === 0) return cleaned
  throw new KdeployError({
    code: 'undo-incomplete',
    category: 'conflict',
    message: `${describeRef(ref)} was brought back to revision ${target.number}, but for ${left.map((path) => path.join('.')).join(', ')}`,
    hint: 'another manager or an admission webhook holds these fields',
  })
}

/** Replaces what differs by what the old template has, or removes it; guarded by the resourceVersion. */
function removals(workload: KubeObject, template: JsonObject): Json {
  const wanted: Json = { spec: { template } }
  const operations = templateDifferences(workload, template).map((path): JsonObject => {
    const pointer = `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
    const value = path.reduce<Json | undefined>(
      (at, step) => (at as Record<string | number, Json> | undefined)?.[step],
      wanted,
    )
    return value === undefined ? { op: 'remove', path: pointer } : { op: 'replace', path: pointer, value }
  })
  return [guard(workload), ...operations]
}

/** kdeploy doesn't own it: kubectl's own patch, which replaces template and annotations. */
async function patchTemplate(
  cluster: Cluster,
  ref: ObjectRef,
  workload: KubeObject,
  target: TemplateRevision,
): Promise<KubeObject> {
  const operations: Json[] = [guard(workload), { op: 'replace', path: '/spec/template', value: target.template }]
  if (ref.kind === 'Deployment') {
    const live = Object.entries((workload.metadata['annotations'] ?? {}) as JsonObject)
    const kept = Object.fromEntries(live.filter(([name]) => annotationsOfState.has(name)))
    operations.push({ op: 'add', path: '/metadata/annotations', value: { ...target.annotations, ...kept } })
  }
  return cluster.patch(ref, 'application/json-patch+json', operations, { fieldManager, dryRun: false })
}

/** Makes the server answer 409 where the object is no longer the one that was read. */
function guard(workload: KubeObject): Json {
  return { op: 'replace', path: '/metadata/resourceVersion', value: workload.metadata['resourceVersion'] ?? null }
}
