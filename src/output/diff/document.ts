/** What each form of a diff shows. */
export type { Difference as DiffDocument } from '../../workflow/run/results.ts'
