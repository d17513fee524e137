import type { Revision } from '../../../history/records/revision.ts'
import { runningOf } from '../../../history/running.ts'
import type { StoredRevision } from '../../../history/store.ts'
import { isReadable, lastGood, newestStates, previousGood } from './good-states.ts'

/** Good states that are kept, however many deploys failed since. */
const keptStates = 5

/** The revisions that no limit removes: what runs, and what undos would bring back. */
export function neededRevisions(revisions: readonly Revision[]): (Revision | undefined)[] {
  const states = newestStates(revisions, keptStates)
  return [lastGood(revisions), previousGood(revisions), ...runningOnes(revisions), ...states]
}

/**
 * The revisions of a history that are still there once `next` is recorded as the newest and what is beyond the limit is trimmed; all
 * of it where there is no next one. Those that can't be read are among them.
 */
export function keptRevisions(
  history: readonly StoredRevision[],
  historyLimit: number,
  next: Pick<Revision, 'manifests' | 'status' | 'restores'> | undefined,
): readonly StoredRevision[] {
  const last = history.at(-1)?.revision
  if (next === undefined || last === undefined) return history
  const { outline: _, untouched: __, unwritten: ___, cutOff: ____, ...facts } = last
  const recorded: Revision = { ...facts, restores: undefined, ...next, number: last.number + 1 }
  const revisions = [...history.map(({ revision }) => revision), recorded]
  const newest = revisions.filter(isReadable).slice(-historyLimit)
  const needed = neededRevisions(revisions)
  return history.filter(
    ({ revision }) => !isReadable(revision) || newest.includes(revision) || needed.includes(revision),
  )
}

/** What runs, and what the objects come from that it was to write and did not. */
function runningOnes(revisions: readonly Revision[]): Revision[] {
  const running = runningOf(revisions)?.revision
  if (running === undefined) return []
  const isWhole = (running.unwritten ?? []).length === 0
  return isWhole ? [running] : [running, ...runningOnes(revisions.filter(({ number }) => number < running.number))]
}
