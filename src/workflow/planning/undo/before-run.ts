import { KdeployError } from '../../../errors.ts'
import { identityOf, type Release } from '../../../history/records/release.ts'
import type { Revision } from '../../../history/records/revision.ts'
import { leftUnchanged, runningOf } from '../../../history/running.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { isGood, isReadable, lastGood } from './good-states.ts'
import { whyUntrusted } from './trusted-target.ts'

/** What brings a release back to where it was before a run. */
export type BeforeRun =
  /** There is nothing to bring back, or it isn't the run's any more (`isSuperseded`); one line. */
  | { readonly kind: 'untouched'; readonly reason: string; readonly isSuperseded: boolean }
  | { readonly kind: 'restore'; readonly target: Revision }
  /** The run made the release. */
  | { readonly kind: 'delete' }
  /** There would be something, and it can't be told where that leads; one line. */
  | { readonly kind: 'unknown'; readonly reason: string }

/**
 * Where a release was before the first of its revisions that a run made, as long as what that run wrote is what the cluster has, or an
 * undo of it that did not get to its end: what ran then if that was good, else the last good state before it. `history`: oldest first.
 */
export function beforeRun(history: readonly StoredRevision[], run: string): BeforeRun {
  const known = history.filter(({ isStray }) => !isStray)
  const revisions = known.map(({ revision }) => revision)
  const claiming = known.find(({ revision, claimed }) => (claimed ?? revision).run?.id === run)
  if (claiming === undefined)
    return { kind: 'untouched', reason: 'it has no revision of that run', isSuperseded: false }
  const first = claiming.revision.number
  const newest = known.findLast(({ revision }) => !leftUnchanged(revision))
  if (newest === undefined || newest.revision.number < first)
    return { kind: 'untouched', reason: 'that run wrote nothing', isSuperseded: false }
  if (!isReadable(newest.revision)) return unknown(newest)
  const isLater = newest.revision.run?.id !== run
  const before = revisions.filter(({ number }) => number < first)
  const target = stateOf(before)
  if (isLater && (target === undefined || newest.revision.restores !== target.number || isGood(newest.revision)))
    return {
      kind: 'untouched',
      reason: describeLater(newest.revision, target),
      isSuperseded: target === undefined || newest.revision.restores !== target.number,
    }
  const inBetween = known.findLast(
    ({ revision }) => !isReadable(revision) && revision.number > (target?.number ?? 0) && revision.number <= first,
  )
  if (inBetween !== undefined) return unknown(inBetween)
  if (target !== undefined) return { kind: 'restore', target }
  if (!before.every(leftUnchanged)) return { kind: 'unknown', reason: 'no earlier revision succeeded' }
  if (revisions[0]?.number !== 1) return { kind: 'unknown', reason: `no revision before ${first} is kept any more` }
  return { kind: 'delete' }
}

/**
 * Refuses to undo a run that isn't what the cluster has any more. `history`: by which that was planned. @throws KdeployError `plan-stale`
 */
export function refuseUnlessOfRun(release: Release, history: readonly StoredRevision[], run: string): void {
  const { kind } = beforeRun(history, run)
  if (kind === 'restore' || kind === 'delete') return
  throw new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another run wrote to ${identityOf(release)} after run ${run}`,
    hint: 'see what it did (kdeploy history)',
  })
}

/** What ran after these revisions, where nobody waited for it too: it is what a run found. Else the last good state. */
function stateOf(revisions: readonly Revision[]): Revision | undefined {
  const running = runningOf(revisions)?.revision
  return running !== undefined && isGood(running) ? running : lastGood(revisions)
}

function describeLater({ number, command, by, run, restores }: Revision, target: Revision | undefined): string {
  if (target !== undefined && restores === target.number) return `revision ${number} brought it back already`
  return `revision ${number} came after it (${command} by ${by}${run === undefined ? '' : `, run ${run.id}`})`
}

function unknown(stored: StoredRevision): BeforeRun {
  const { number, reason } = stored.revision
  const untrusted = whyUntrusted(stored)
  const why =
    untrusted === undefined
      ? `can't be read${reason === undefined ? '' : `: ${reason}`}`
      : `is not trusted: ${untrusted}`
  return { kind: 'unknown', reason: `revision ${number} ${why}` }
}
