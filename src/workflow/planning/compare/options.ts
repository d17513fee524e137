import type { Membership } from '../../../manifest/membership.ts'
import type { AdoptOptions } from './adopt.ts'
import type { AskOptions } from './ask.ts'
import type { ReplaceOptions } from './replacement.ts'

/** How conflicts, replacements and what isn't the release's count. */
export interface CompareOptions extends ReplaceOptions, AdoptOptions, AskOptions {
  readonly own: Membership
  /** Whether the plan is to be carried out; where it is only looked at, every replacement and adoption is shown. */
  readonly writes: boolean
  /** `--revert-drift`: what others added goes, and what nobody owns and a fresh object wouldn't have. */
  readonly revertDrift: boolean
}
