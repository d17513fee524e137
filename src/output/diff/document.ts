import type { KdeployError } from '../../errors.ts'
import type { PlanCounts } from '../../plan/build.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Impact } from '../../plan/impact/impact.ts'
import type { ReleasePlace } from '../../workflow/run/results.ts'

/** All that a diff tells, whatever its form. Sensitive values are masked already. */
export interface DiffDocument extends ReleasePlace {
  readonly counts: PlanCounts
  readonly impact: Impact
  readonly objects: readonly ObjectDiff[]
  /** Why an apply would be refused, and so what of other manifests isn't shown; undefined where it would not. */
  readonly refused: KdeployError | undefined
}
