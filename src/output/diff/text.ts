import type { ObjectDiff } from '../../plan/diff/types.ts'
import { type ComparedStates, showDifference } from '../progress/difference.ts'
import type { Pen } from '../terminal/screen.ts'

/** Shows what would change, or what differs between two revisions, object by object, each field with where it comes from. */
export function showDiff(diffs: readonly ObjectDiff[], pen: Pen, states?: ComparedStates): void {
  for (const diff of diffs) showDifference(diff, pen, states)
}
