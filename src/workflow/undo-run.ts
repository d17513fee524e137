import { KdeployError } from '../errors.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import { runningOf } from '../history/running.ts'
import { isProven, type StoredRevision } from '../history/store.ts'
import { type DeleteLimits, deleteRelease, previewOfDelete } from './delete.ts'
import { deploy } from './deploy.ts'
import type { Desired } from './planning/desired.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { barriersBefore } from './planning/undo/barriers.ts'
import { type BeforeRun, beforeRun } from './planning/undo/before-run.ts'
import { listRevisions } from './planning/undo/list-revisions.ts'
import { manifestsOfRevision, noticeHooksNotRun, recreatableIn, warnNotDeleted } from './planning/undo/recall.ts'
import { describeBarriers, refuseCrossing } from './planning/undo/refuse-crossing.ts'
import { previewDeploy } from './preview.ts'
import { renderRelease } from './rendering/render-release.ts'
import { type IdentifiedRelease, identifyRelease } from './resolving/identify-release.ts'
import { type Connect, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { type Policy, policyOf, policyOfBringingBack } from './run/policy.ts'
import type { Deleted, Preview, Undone, UndoPreview } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { describeTarget, type UndoOptions } from './undo.ts'

export interface UndoRunOptions extends UndoOptions {
  /** Whether a person asked for it; else it is part of a run that failed, and nothing keeps it back that the cluster may not refuse. */
  readonly isAttended: boolean
}

interface Untouched {
  readonly outcome: 'untouched'
  /** One line. */
  readonly reason: string
  /** Whether another run wrote to it since. */
  readonly isSuperseded: boolean
}

/** How the undo of a run ended for one release. */
export type RunUndone =
  | Untouched
  | ({ readonly outcome: 'restored' } & Undone)
  | ({ readonly outcome: 'deleted' } & Deleted)

/** What it would do. */
export type RunUndoPreview =
  | Untouched
  | ({ readonly outcome: 'restored' } & UndoPreview)
  | ({ readonly outcome: 'deleted' } & Preview)

/**
 * Brings a release back to where it was before a run: to the state that it had, deployed like any other; or away if the run made it,
 * but for what a delete keeps and what it adopted. It is left alone where something else was deployed since, even meanwhile.
 * @throws KdeployError `run-undo-unknown`, and what undoProfile and deleteProfile throw
 */
export function undoRun(
  input: ProfileInput,
  run: string,
  options: UndoRunOptions,
  world: World,
  emit: Emit,
): Promise<RunUndone> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    for (;;) {
      const prepared = await prepare(input, run, { ...options, verb: 'restoring' }, identified, connect, world, emit)
      try {
        if (prepared.outcome === 'untouched') return prepared
        const { running, policy } = prepared
        if (prepared.outcome === 'deleted')
          return { outcome: 'deleted', ...(await deleteRelease(running, identified.release, policy, prepared.limits)) }
        return { outcome: 'restored', ...(await deploy(running, prepared.desired, policy)), target: prepared.target }
      } catch (error) {
        // Another run came in between: what is to be done is decided once more.
        if (!(error instanceof KdeployError) || error.code !== 'plan-stale') throw error
      }
    }
  })
}

/** What undoRun would do, which stops after the plan: nothing is written. @throws what undoRun throws before it writes */
export function previewUndoRun(
  input: ProfileInput,
  run: string,
  options: UndoRunOptions,
  world: World,
  emit: Emit,
): Promise<RunUndoPreview> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    const prepared = await prepare(input, run, { ...options, verb: 'would restore' }, identified, connect, world, emit)
    if (prepared.outcome === 'untouched') return prepared
    const { running, policy } = prepared
    if (prepared.outcome === 'deleted')
      return { outcome: 'deleted', ...(await previewOfDelete(running, identified.release, policy, prepared.limits)) }
    return { outcome: 'restored', ...(await previewDeploy(running, prepared.desired, policy)), target: prepared.target }
  })
}

type Prepared = Untouched | PreparedUndo | PreparedDelete

interface PreparedUndo {
  readonly outcome: 'restored'
  readonly running: Run
  readonly policy: Policy
  readonly desired: Desired
  readonly target: number
}

interface PreparedDelete {
  readonly outcome: 'deleted'
  readonly running: Run
  readonly policy: Policy
  readonly limits: DeleteLimits
}

async function prepare(
  input: ProfileInput,
  run: string,
  options: UndoRunOptions & { readonly verb: string },
  identified: IdentifiedRelease,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<Prepared> {
  const { release, rules } = identified
  const { alsoRestore: named, again, verb, isAttended } = options
  const cluster = await connect()
  const history = await readHistory(cluster, release, world)
  const before = beforeRun(history, run)
  if (before.kind === 'untouched') {
    const { reason, isSuperseded } = before
    return { outcome: 'untouched', reason, isSuperseded }
  }
  if (before.kind === 'unknown') throw cannotTell(release, run, before, history, world)
  const running = startRun(cluster, world, emit, options.concurrency)
  if (before.kind === 'delete') {
    refuseDeletingBehindBarrier(release, history, options.crossBarrier === true)
    emit({ type: 'notice', message: `undo: run ${run} made ${identityOf(release)}, which goes` })
    const deleting = policyOf('delete', { ...options, ...whatGoes, yes: options.yes === true || !isAttended }, rules)
    // As any undo is not.
    const policy: Policy = { ...deleting, freezes: 'tell' }
    return { outcome: 'deleted', running, policy, limits: { named, again, ofRun: run } }
  }
  const { target } = before
  const { number } = target
  const undone = runningOf(history.map(({ revision }) => revision)) ?? { manifests: [] }
  const recreatable = recreatableIn(undone)
  const policy = isAttended
    ? policyOf('undo', options, rules, recreatable)
    : policyOfBringingBack(policyOf('apply', options, rules), recreatable)
  refuseCrossing(history, number, policy)
  emit({ type: 'notice', message: `undo: ${verb} ${describeTarget(target, world.wallClock())}` })
  noticeHooksNotRun(target, emit)
  if (!policy.prune.enabled) warnNotDeleted(undone, target, emit)
  const rendered = async () => (await renderRelease(input, connect, world, () => {})).manifests
  const limits = { named, rendered, before: world.set?.foundBefore ?? [], again }
  const restored = { release, manifests: manifestsOfRevision(target), command: `undo to ${number}`, restores: number }
  const desired: Desired = { ...restored, ofRun: run, ...(isProven(target, history) ? {} : { limits }) }
  return { outcome: 'restored', running, policy, desired, target: number }
}

/** Of a release that a run made: all but what holds data, and what was there before becomes as it was. */
const whatGoes = { giveBack: true, alsoDelete: [], keepObjects: false }

function cannotTell(
  release: Release,
  run: string,
  { reason }: Extract<BeforeRun, { kind: 'unknown' }>,
  history: readonly StoredRevision[],
  world: World,
): KdeployError {
  return new KdeployError({
    code: 'run-undo-unknown',
    category: 'input',
    message: `where ${identityOf(release)} was before run ${run} can't be told: ${reason}`,
    detail: listRevisions(history, world.wallClock()),
    hint: 'restore a revision by its number, with kdeploy undo --to-revision, or apply the version that you want',
  })
}

function refuseDeletingBehindBarrier(release: Release, history: readonly StoredRevision[], crosses: boolean): void {
  const barriers = barriersBefore(history, 0)
  if (barriers.length === 0 || crosses) return
  throw new KdeployError({
    code: 'undo-barrier',
    category: 'input',
    message: `deleting ${identityOf(release)}, which the run made, would cross the ${describeBarriers(barriers)}`,
    hint: 'to go forward instead, fix the cause and apply again; --cross-barrier deletes it nevertheless',
  })
}
