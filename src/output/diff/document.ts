export type { Difference as DiffDocument } from '../../workflow/run/results.ts'
