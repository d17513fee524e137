import type { ApplyOptions } from '../../workflow/apply.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ChosenSet } from '../choosing/select.ts'
import type { RunRecord } from '../runs/run-record.ts'
import type { EmitSet } from '../told/events.ts'
import type { OrderOptions } from '../turns/plan-steps.ts'
import type { Told } from './told.ts'

export interface ApplySetOptions
  extends Omit<ApplyOptions, 'plan' | 'planStrict'>,
    Pick<OrderOptions, 'canary' | 'bake' | 'batch'> {
  readonly releasesAtATime: number
  /** Whether what doesn't need what failed is deployed all the same. */
  readonly keepGoing?: boolean
}

/** What a person gave to all releases of a set. */
export type SetInput = Omit<ProfileInput, 'profile' | 'cluster'>

/** What every phase of an apply of a set works with. */
export interface ApplyRun {
  readonly given: SetInput
  readonly chosen: ChosenSet
  readonly options: ApplySetOptions
  /** That of the set; each release has one of its own by `record`. */
  readonly world: World
  readonly record: RunRecord
  readonly told: Told
  readonly emit: EmitSet
}
