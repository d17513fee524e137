import type { ObjectDiff } from '../../plan/diff/types.ts'
import { showDifference } from '../progress/difference.ts'
import type { Pen } from '../terminal/screen.ts'

/** Shows what would change, object by object, each field with where it comes from. */
export function showDiff(diffs: readonly ObjectDiff[], pen: Pen): void {
  for (const diff of diffs) showDifference(diff, pen)
}
