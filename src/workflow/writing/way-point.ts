import { isDeepStrictEqual } from 'node:util'
import type { RecordedManifest } from '../../history/records/revision.ts'
import type { StoredRevision } from '../../history/store.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Plan } from '../../plan/types.ts'
import { isGood, isReadable, sameManifests } from '../planning/undo/good-states.ts'
import { type Desired, recordOf } from './carry-out.ts'
import { lacksOutside } from './prune/outside-members.ts'

/**
 * An undo of a revision of which nothing is there, as its deploy was stopped; an apply of what an undo that was stopped left
 * as it was; one of what a delete left; one of manifests that say otherwise what is there already, as where they leave a field
 * to whoever set it; what comes after a revision that can't be read; and an apply of which no revision tells all that is outside the
 * namespace. Recorded although nothing changes, as a further undo, what counts as drift, and what may be pruned go by the revisions.
 */
export function isWayPoint(desired: Desired, plan: Plan, history: readonly StoredRevision[]): boolean {
  const last = history.at(-1)?.revision
  if (last === undefined) return desired.manifests.length > 0
  const manifests = recordOf(desired)
  if (!isReadable(last)) return true
  if (sameManifests({ manifests }, last))
    return desired.restores === undefined && lacksOutside(desired.release, history, plan)
  if (desired.restores !== undefined || last.restores !== undefined) return true
  // What is no longer rendered and stays (--no-prune) is no other state of what is.
  return isGood(last) && isDeepStrictEqual(keysOf(manifests), keysOf(last.manifests))
}

function keysOf(manifests: readonly RecordedManifest[]): string[] {
  return manifests.map(({ object }) => keyOf(refOf(object))).sort()
}
