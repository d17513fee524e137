import { formatAgo } from '../duration.ts'
import { KdeployError } from '../errors.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import type { Revision } from '../history/records/revision.ts'
import { runningOf } from '../history/running.ts'
import { keyVariable } from '../history/signing/keys.ts'
import { isProven, isTrusted, type StoredRevision } from '../history/store.ts'
import { deploy } from './deploy.ts'
import type { Desired } from './planning/desired.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { barriersBefore } from './planning/undo/barriers.ts'
import { newestUndone, previousGood } from './planning/undo/good-states.ts'
import { listRevisions } from './planning/undo/list-revisions.ts'
import { manifestsOfRevision, noticeHooksNotRun, recreatableIn, warnNotDeleted } from './planning/undo/recall.ts'
import { describeBarriers, refuseCrossing } from './planning/undo/refuse-crossing.ts'
import { untrustedRevision, untrustedSince } from './planning/undo/trusted-target.ts'
import type { UndoLimits } from './planning/undo/undo-limits.ts'
import { previewDeploy } from './preview.ts'
import { renderRelease } from './rendering/render-release.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { type Connect, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { type Policy, type PolicyOptions, policyOf } from './run/policy.ts'
import type { Undone, UndoPreview } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import type { World } from './run/world.ts'

export interface UndoOptions extends PolicyOptions {
  /** See UndoLimits.named. */
  readonly alsoRestore: UndoLimits['named']
  /** The command that leads to the same release, ready to be typed. */
  readonly again: string
  /** Requests to the API server at a time. */
  readonly concurrency: number
}

/**
 * Brings a recorded revision of a profile's release back: the given one, else the newest good state before the current
 * one that differs from it; after an undo that is one before the state that it brought back. It is deployed like any other:
 * planned, checked, waited for, and recorded as a new revision.
 * No template is rendered and no source of variables is read, unless the revision reaches beyond what is known to be the release's.
 * @throws KdeployError `nothing-to-undo`, `undo-barrier`, `revision-unknown`, `revision-untrusted`, `restore-unproven`,
 * `restore-unknown`
 */
export function undoProfile(
  input: ProfileInput,
  toRevision: number | undefined,
  options: UndoOptions,
  world: World,
  emit: Emit,
): Promise<Undone> {
  return withConnection(input.target, world, async (connect) => {
    const { run, desired, policy, target } = await prepare(
      input,
      toRevision,
      { ...options, verb: 'restoring' },
      connect,
      world,
      emit,
    )
    return { ...(await deploy(run, desired, policy)), target }
  })
}

/** What undoProfile would do, which stops after the plan: nothing is written. @throws what undoProfile throws before it writes */
export function previewUndo(
  input: ProfileInput,
  toRevision: number | undefined,
  options: UndoOptions,
  world: World,
  emit: Emit,
): Promise<UndoPreview> {
  return withConnection(input.target, world, async (connect) => {
    const { run, desired, policy, target } = await prepare(
      input,
      toRevision,
      { ...options, verb: 'would restore' },
      connect,
      world,
      emit,
    )
    return { ...(await previewDeploy(run, desired, policy)), target }
  })
}

/** The revision to restore, as something to deploy. */
async function prepare(
  input: ProfileInput,
  toRevision: number | undefined,
  { alsoRestore, again, concurrency, verb, ...options }: UndoOptions & { readonly verb: string },
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<{ run: Run; desired: Desired; policy: Policy; target: number }> {
  const { release, rules } = await identifyRelease(input, connect, world, emit)
  const cluster = await connect()
  const history = await readHistory(cluster, release, world)
  const revisions = history.map(({ revision }) => revision)
  const list = listRevisions(history, world.wallClock())
  const target =
    toRevision === undefined ? previous(history, release, list) : numbered(history, toRevision, release, list)
  const { number } = target
  const policy = policyOf('undo', options, rules, recreatableIn(runningOf(revisions) ?? noManifests))
  refuseCrossing(history, number, policy, list)
  warnOfCrossed(history, number, emit)
  warnOfFailedTarget(target, emit)
  emit({ type: 'notice', message: `undo: ${verb} ${describeTarget(target, world.wallClock())}` })
  noticeHooksNotRun(target, emit)
  if (!policy.prune.enabled) warnNotDeleted(runningOf(revisions) ?? noManifests, target, emit)
  const manifests = manifestsOfRevision(target)
  if (manifests.length > 1000) world.expectLargeRun()
  const rendered = async () => (await renderRelease(input, connect, world, () => {})).manifests
  const limits = { named: alsoRestore, rendered, again: `${again} --to-revision ${number}` }
  const restored = { release, manifests, command: `undo to ${number}`, restores: number }
  const desired = isProven(target, history) ? restored : { ...restored, limits }
  return { run: startRun(cluster, world, emit, concurrency), desired, policy, target: number }
}

const noManifests: Pick<Revision, 'manifests'> = { manifests: [] }

/** Warns of the barriers that the policy has the undo cross. */
function warnOfCrossed(history: readonly StoredRevision[], target: number, emit: Emit): void {
  const barriers = barriersBefore(history, target)
  if (barriers.length > 0) emit({ type: 'warning', message: `crossing the ${describeBarriers(barriers)}` })
}

/** `revision 9 (apply by ann@desk, 2 h ago)` */
export function describeTarget({ number, command, by, createdAt }: Revision, now: number): string {
  return `revision ${number} (${command} by ${by}, ${formatAgo(now - Date.parse(createdAt))})`
}

/** Warns if the target revision failed. */
function warnOfFailedTarget({ number, status, reason }: Revision, emit: Emit): void {
  if (status !== 'failed') return
  emit({
    type: 'warning',
    message: `revision ${number}, which is being restored, failed${reason === undefined ? '' : `: ${reason}`}`,
  })
}

function previous(history: readonly StoredRevision[], release: Release, list: string): Revision {
  const revisions = history.map(({ revision }) => revision)
  const current = revisions.at(-1)
  const target = previousGood(revisions)
  const untrusted = untrustedSince(history, target?.number ?? 0)
  if (untrusted !== undefined) throw untrustedRevision(untrusted, hintOfTrusted(target), list)
  if (target !== undefined) return target
  const undone = newestUndone(revisions)
  const restored = current?.restores === undefined ? '' : `, which restored revision ${current.restores}`
  throw new KdeployError({
    code: 'nothing-to-undo',
    category: 'input',
    message: `${identityOf(release)} has no earlier revision that succeeded and differs from ${current === undefined ? 'the current state' : `revision ${current.number}${restored}`}`,
    detail: list,
    hint:
      undone === undefined
        ? (hintOfAdopted(current) ??
          (current === undefined
            ? 'the first kdeploy apply records a revision'
            : 'to go back further, apply that version from version control; --to-revision restores any revision of these'))
        : [
            `undone revisions come back only by number: --to-revision ${undone.number} restores the newest one`,
            hintOfAdopted(current),
          ]
            .filter((part) => part !== undefined)
            .join('; '),
  })
}

/** Hint for the first revision, which has no predecessor but may have adopted objects. */
function hintOfAdopted(current: Revision | undefined): string | undefined {
  if ((current?.adopted ?? []).length === 0) return undefined
  return 'to give back what the release adopted, and delete the rest: kdeploy delete --give-back'
}

function numbered(history: readonly StoredRevision[], number: number, release: Release, list: string): Revision {
  const stored = history.find(({ revision }) => revision.number === number)
  if (stored !== undefined && !isTrusted(stored)) throw untrustedRevision(stored, onlyTrusted, list)
  const target = stored?.revision
  if (target !== undefined && target.status !== 'unreadable') return target
  throw new KdeployError({
    code: 'revision-unknown',
    category: 'input',
    message: target?.reason ?? `${identityOf(release)} has no revision ${number}`,
    detail: list,
    hint: 'name one of these with --to-revision; what an older one deployed comes back by an apply from version control',
  })
}

const onlyTrusted = `only a trusted revision can be restored; list the old key after the new one in ${keyVariable}; without that variable, undo trusts the recorded state (docs/operating/security.md)`

/** `target`: the newest good state that is trusted. */
function hintOfTrusted(target: Revision | undefined): string {
  return target === undefined
    ? 'no good revision is trusted: apply the version you want from version control, which records a new revision'
    : `--to-revision ${target.number} restores the newest good revision before it`
}
