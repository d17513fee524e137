import { isDeepStrictEqual } from 'node:util'
import type { Release } from '../../history/records/release.ts'
import type { RecordedManifest } from '../../history/records/revision.ts'
import { leftUnchanged } from '../../history/running.ts'
import { outsideIn, type StoredRevision } from '../../history/store.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import { isOutside } from '../../plan/scope/outside.ts'
import type { Plan } from '../../plan/types.ts'
import { type Desired, recordOf } from './desired.ts'
import { isGood, isReadable, sameManifests } from './undo/good-states.ts'

/**
 * Whether a plan that changes nothing is recorded as a revision nevertheless: a further undo, what counts as drift, and what may be
 * pruned go by the revisions. So is an undo of a revision of which nothing is there, as its deploy was stopped; an apply of what an
 * undo that was stopped left as it was; one of what runs, after a deploy that failed before it wrote anything; one of what a delete left; one of manifests that say otherwise what is there already, as
 * where they leave a field to whoever set it; what comes after a revision that can't be read; and an apply of which no revision
 * tells all that is outside the namespace.
 */
export function mustRecordWithoutChange(
  desired: Omit<Desired, 'command'>,
  plan: Pick<Plan, 'changes'>,
  history: readonly StoredRevision[],
): boolean {
  const last = history.at(-1)?.revision
  if (last === undefined) return desired.manifests.length > 0
  const manifests = recordOf(desired)
  if (!isReadable(last)) return true
  if (sameManifests({ manifests }, last))
    return desired.restores === undefined && lacksOutside(desired.release, history, plan)
  if (desired.restores !== undefined || last.restores !== undefined || leftUnchanged(last)) return true
  // What is no longer rendered and stays (--no-prune) is no other state of what is.
  return isGood(last) && isDeepStrictEqual(keysOf(manifests), keysOf(last.manifests))
}

function keysOf(manifests: readonly RecordedManifest[]): string[] {
  return manifests.map(({ object }) => keyOf(refOf(object))).sort()
}

/** Whether something that a plan leaves as it is lies outside the namespace, and no revision says so yet. */
export function lacksOutside(
  { namespace }: Release,
  history: readonly StoredRevision[],
  { changes }: Pick<Plan, 'changes'>,
): boolean {
  const known = outsideIn(history)
  return changes.some(({ ref, action, live }) => {
    if (live === null || action !== 'unchanged' || (ref.group === '' && ref.kind === 'Namespace')) return false
    return isOutside(refOf(live), namespace) && !known.has(String(live.metadata['uid']))
  })
}
