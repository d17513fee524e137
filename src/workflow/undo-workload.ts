import type { ApiResource, Cluster } from '../cluster/api/cluster.ts'
import { KdeployError } from '../errors.ts'
import { identityOf, parseIdentity, type Release } from '../history/records/release.ts'
import { claimedIn, type StoredRevision } from '../history/store.ts'
import { describeRef, kubectlName } from '../manifest/identity.ts'
import { membershipOf } from '../manifest/membership.ts'
import type { JsonObject, KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import type { ObjectDiff } from '../plan/diff/types.ts'
import { assessmentMasker, type MaskAssessment } from '../plan/masking/mask-assessment.ts'
import { hasTemplate, type TemplateRevision } from '../plan/pod-template.ts'
import type { Change } from '../plan/types.ts'
import { kubectlCommand } from '../shell-words.ts'
import { readHistoryIfAllowed, textMaskerOfRecorded } from './planning/facts/recorded.ts'
import { differenceOf } from './planning/preview/difference.ts'
import { checkReferences } from './planning/references/check-references.ts'
import { announceTemplate } from './planning/undo/announce-template.ts'
import { refuseCrossingOfWorkload } from './planning/undo/refuse-crossing.ts'
import { chooseRevision, hasTemplateRevisions, templateRevisions } from './planning/undo/template-revisions.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { checkRelease } from './resolving/release-of-member.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { type Connect, startOf, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from './run/interruption.ts'
import { awaitLock, withLock } from './run/lock.ts'
import type { NamedObject } from './run/named-object.ts'
import { phase } from './run/phase.ts'
import { noProjectRules, type Policy, type PolicyOptions, policyOf, type WaitingPolicy } from './run/policy.ts'
import type { UndoneWorkload, UndoPreview } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { refuseTerminating } from './waiting/refuse-terminating.ts'
import { waitForReady } from './waiting/wait.ts'
import { restoreTemplate } from './writing/restore-template.ts'

/** Where the workload is; a profile is not needed. */
type WorkloadInput = Omit<ProfileInput, 'profile'> & { readonly profile: string | undefined }

/** Those of an undo that are about one workload. */
export type UndoWorkloadOptions = Pick<
  PolicyOptions,
  'wait' | 'timeout' | 'stableFor' | 'skipReferences' | 'lockTimeout' | 'yes' | 'crossBarrier'
>

/**
 * Does what `kubectl rollout undo` does for one workload: brings back the pod template of its previous (or the given)
 * revision, and waits, under the lock of the release that it belongs to, and within that release's guard and `confirm`. With a
 * profile its namespace, kube context and guard count, else kubectl's namespace and context.
 * @throws KdeployError `workload-unknown`, `not-undoable`, `nothing-to-undo`, `undo-barrier`, `revision-unknown`
 */
export function undoWorkload(
  input: WorkloadInput,
  named: NamedObject,
  toRevision: number | undefined,
  options: UndoWorkloadOptions,
  world: World,
  emit: Emit,
): Promise<UndoneWorkload> {
  return withConnection(input.target, world, async (connect) => {
    const undo = await prepare(input, named, toRevision, options, connect, world, emit)
    const { run, ref, release, history, seen, policy, deadline } = undo
    if (seen.changed && policy.confirm) await confirm(undo)
    throwIfInterrupted(run)
    if (seen.changed) announceTemplate(seen, history, undo.maskers.maskText, emit)
    const write = async (locked: Run) => {
      const now = await choose(locked.cluster, ref, toRevision)
      if (now.target.number !== seen.target.number) throw changedMeanwhile(ref)
      if (release !== undefined) {
        const latest = await readHistoryIfAllowed(locked.cluster, release, world)
        refuseCrossingOfWorkload(latest, ref, now.target, policy)
      }
      throwIfInterrupted(locked)
      return carryOut(locked, ref, now, undo.maskers, policy.waiting)
    }
    return release === undefined ? write(run) : withLock(run, release, deadline, write)
  })
}

/** What undoWorkload would do, which stops before the first write. @throws what undoWorkload throws before it */
export function previewUndoWorkload(
  input: WorkloadInput,
  named: NamedObject,
  toRevision: number | undefined,
  options: UndoWorkloadOptions,
  world: World,
  emit: Emit,
): Promise<UndoPreview> {
  return withConnection(input.target, world, async (connect) => {
    const undo = await prepare(input, named, toRevision, { ...options, lockTimeout: 0 }, connect, world, emit)
    const { run, seen, history, maskers } = undo
    if (seen.changed) announceTemplate(seen, history, maskers.maskText, emit, 'would restore')
    const { kubeContext } = run.cluster
    return {
      kubeContext,
      objects: seen.changed ? await diffOf(undo) : [],
      notRestored: [],
      outline: [],
      target: seen.target.number,
    }
  })
}

/** What an undo of a workload goes by, once everything that would refuse it was checked. */
interface PlannedUndo {
  readonly run: Run
  readonly ref: ObjectRef
  /** The one that the workload belongs to; undefined where it belongs to none. */
  readonly release: Release | undefined
  readonly history: readonly StoredRevision[]
  readonly seen: Choice
  /** The workload as it will be. */
  readonly after: Manifest
  readonly policy: Policy
  /** Until when the lock is waited for, by the monotonic clock. */
  readonly deadline: number
  readonly maskers: Maskers
  /** Why it is worth a question besides. */
  readonly reason: string | undefined
}

async function prepare(
  input: WorkloadInput,
  named: NamedObject,
  toRevision: number | undefined,
  options: UndoWorkloadOptions,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<PlannedUndo> {
  const { release: chosen, namespace, confirm } = await findPlace(input, connect, world, emit)
  const cluster = await connect()
  const ref = await findWorkload(cluster, named, namespace)
  const release = releaseOfMember(await read(cluster, ref))
  const isChosen = release !== undefined && chosen !== undefined && identityOf(release) === identityOf(chosen)
  if (release !== undefined && !isChosen)
    emit({ type: 'notice', message: `${describeRef(ref)} belongs to ${identityOf(release)}` })
  const itsOwn = release === undefined || isChosen ? false : await checkRelease(release, input, cluster, world)
  const policy = policyOf('undo', options, { ...noProjectRules, confirm: confirm || itsOwn !== false })
  const deadline = world.monotonicClock() + policy.lockTimeout
  const run = startRun(cluster, world, emit)
  if (release !== undefined && policy.lockTimeout > 0) await awaitLock(run, release, deadline)
  const history = release === undefined ? [] : await readHistoryIfAllowed(cluster, release, world)
  const maskers = {
    maskText: textMaskerOfRecorded(history, ref, world),
    maskAssessment: assessmentMasker(claimedIn(history), world.masking.mask),
  }
  const seen = await choose(cluster, ref, toRevision)
  const after = withTemplate(ref, seen.workload, seen.target)
  if (seen.changed) {
    const crossed = refuseCrossingOfWorkload(history, ref, seen.target, policy)
    if (crossed !== undefined) emit({ type: 'warning', message: `crossing the ${crossed}` })
    await checkReferences(run, [after], policy.references)
  }
  const reason = release === undefined || isChosen ? undefined : whoseItIs(release, itsOwn)
  return { run, ref, release, history, seen, after, policy, deadline, maskers, reason }
}

async function confirm(undo: PlannedUndo): Promise<void> {
  const { run, ref, seen, reason } = undo
  const objects = [`would be changed: ${describeRef(ref)}, to its rollout revision ${seen.target.number}`]
  const about = { action: `undo of ${describeRef(ref)}`, ...(reason === undefined ? {} : { reason }) }
  await confirmBeforeWriting({ ...about, objects, diff: () => diffOf(undo), showsDiff: true }, run)
}

async function diffOf({ run, ref, history, seen, after }: PlannedUndo): Promise<readonly ObjectDiff[]> {
  const change = changeTo(ref, seen.workload, after)
  return (await differenceOf(run, { changes: [change], hooks: [], candidates: [] }, history)).objects
}

/** What may be shown of a text about the workload, and of how it is. */
interface Maskers {
  readonly maskText: (text: string) => string
  readonly maskAssessment: MaskAssessment
}

async function carryOut(
  run: Run,
  ref: ObjectRef,
  { workload, target, changed }: Choice,
  { maskText, maskAssessment }: Maskers,
  waiting: WaitingPolicy,
): Promise<UndoneWorkload> {
  const { cluster, world, emit } = run
  const bringing = () => restoreTemplate(run, ref, workload, target, maskText)
  const restored = changed ? await bringing().catch(rethrowAsInterrupted(run, howToLook(cluster, ref))) : workload
  if (changed) emit({ type: 'written', ref, action: 'change' })
  if (!waiting.wait) await refuseTerminating(cluster, ref, restored)
  const targets = [{ ref, object: restored, place: undefined, maskText: maskAssessment }]
  const next = howToFollow(cluster, ref)
  const wait = () => waitForReady(run, targets, waiting)
  const failures = waiting.wait ? await phase(world, 'wait', wait).catch(rethrowAsInterrupted(run, next)) : []
  throwIfInterrupted(run, next)
  return { kubeContext: cluster.kubeContext, ref, target: target.number, changed, waited: waiting.wait, failures }
}

/** Hint after an interruption: rerunning would undo the undo. */
function howToFollow(cluster: Cluster, ref: ObjectRef): string {
  return `the rollout continues; to follow it: ${rollout(cluster, 'status', ref)}`
}

function howToLook(cluster: Cluster, ref: ObjectRef): string {
  return `check the newest revision before you rerun it (that would undo the undo): ${rollout(cluster, 'history', ref)}`
}

function rollout({ kubeContext, kubeconfig, as }: Cluster, command: string, ref: ObjectRef): string {
  return kubectlCommand({ kubeContext, kubeconfig, as, namespace: ref.namespace }, 'rollout', command, kubectlName(ref))
}

/** The release that a workload says that it belongs to; its lock is taken, so that no deploy of it runs meanwhile. */
function releaseOfMember(workload: KubeObject): Release | undefined {
  const identity = membershipOf(workload)?.release
  return identity === undefined ? undefined : parseIdentity(identity)
}

/** Why an undo of another release's object, or of one whose profile isn't at hand, is worth a question. */
function whoseItIs(release: Release, confirm: boolean | undefined): string {
  const whose = `would change an object of ${identityOf(release)}`
  return confirm === undefined ? `${whose}, whose guard and \`confirm\` this folder does not have` : whose
}

/** Where the workload is, the release of the profile, and whether that requires a confirmation. */
async function findPlace(
  input: WorkloadInput,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<{ release: Release | undefined; namespace: string; confirm: boolean }> {
  if (input.profile === undefined) {
    const cluster = await connect()
    const namespace = input.namespace ?? cluster.defaultNamespace
    emit(startOf(cluster, namespace))
    return { release: undefined, namespace, confirm: false }
  }
  const { release, rules } = await identifyRelease({ ...input, profile: input.profile }, connect, world, emit)
  return { release, namespace: release.namespace, confirm: rules.confirm }
}

async function findWorkload(cluster: Cluster, { kind, name }: NamedObject, namespace: string): Promise<ObjectRef> {
  const resource: ApiResource | undefined = await cluster.resourceNamed(kind)
  if (resource === undefined || !hasTemplateRevisions(resource)) {
    throw new KdeployError({
      code: 'not-undoable',
      category: 'input',
      message:
        resource === undefined
          ? `the cluster has no resource "${kind}"`
          : `a ${resource.kind} has no revisions to restore`,
      hint: 'name a deployment, statefulset or daemonset; without a name, undo restores the whole release',
    })
  }
  return { group: resource.group, version: resource.version, kind: resource.kind, namespace, name }
}

async function read(cluster: Cluster, ref: ObjectRef): Promise<KubeObject> {
  const workload = await cluster.get(ref)
  if (workload !== null) return workload
  throw new KdeployError({
    code: 'workload-unknown',
    category: 'input',
    message: `${describeRef(ref)} does not exist`,
    hint: 'check its name and --namespace',
  })
}

function changedMeanwhile(ref: ObjectRef): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `${describeRef(ref)} has a newer revision than when this undo began`,
    hint: 'see "kubectl rollout history", then rerun the command, with --to-revision to choose a revision',
  })
}

/** As kubectl: the controller doesn't roll a paused Deployment out. */
function refusePaused(ref: ObjectRef, workload: KubeObject): void {
  if ((workload['spec'] as JsonObject)['paused'] !== true) return
  throw new KdeployError({
    code: 'workload-paused',
    category: 'input',
    message: `${describeRef(ref)} is paused, so nothing would be rolled out`,
    hint: `run "kubectl rollout resume" first`,
  })
}

interface Choice {
  readonly workload: KubeObject
  readonly target: TemplateRevision
  /** Whether the workload has another template than the target. */
  readonly changed: boolean
}

/** The workload as it is, and the revision to bring back. */
async function choose(cluster: Cluster, ref: ObjectRef, toRevision: number | undefined): Promise<Choice> {
  const workload = await read(cluster, ref)
  await refuseTerminating(cluster, ref, workload)
  refusePaused(ref, workload)
  const target = chooseRevision(ref, await templateRevisions(cluster, ref, workload), workload, toRevision)
  return { workload, target, changed: !hasTemplate(workload, target.template) }
}

/** The workload as it will be, to look for what its pods need. */
function withTemplate(ref: ObjectRef, workload: KubeObject, { number, template }: TemplateRevision): Manifest {
  const file = `revision ${number} of ${describeRef(ref)}`
  const object = { ...workload, spec: { ...(workload['spec'] as JsonObject), template } }
  return { object, template: file, sensitive: [], placeOf: () => ({ file }) }
}

function changeTo(ref: ObjectRef, live: KubeObject, manifest: Manifest): Change {
  const { object } = manifest
  const none = { checkAfter: [], takesOver: false, adoption: undefined, rewrite: undefined }
  return { ref, action: 'change', manifest, desired: object, live, merged: object, checkedByServer: true, ...none }
}
