import type { SetRelease } from '../../order/release.ts'
import type { Begun, Event } from '../../workflow/run/events.ts'
import type { ReleaseEnd } from './results.ts'

/** What is done to a release of a set. */
export type SetAction = 'plan' | 'deploy' | 'undo' | 'delete' | 'freeze' | 'thaw' | 'diff' | 'check'

/** What a command on several releases tells while it runs; output decides how it looks. */
export type SetEvent =
  /** The first that is told: which releases, in the order of the set. */
  | { readonly type: 'set'; readonly run: string; readonly releases: readonly SetRelease[] }
  /** Something begins for one of them. */
  | { readonly type: 'release-begun'; readonly release: SetRelease; readonly action: SetAction }
  /** What its use case tells. */
  | { readonly type: 'release'; readonly release: SetRelease; readonly event: Event | Begun }
  | {
      readonly type: 'release-ended'
      readonly release: SetRelease
      readonly action: SetAction
      readonly end: ReleaseEnd
    }
  /** A step of the order begins. `number` from 1. */
  | { readonly type: 'step'; readonly number: number; readonly of: number; readonly releases: readonly SetRelease[] }
  /** The releases of a step are watched before the next one; `duration` in milliseconds. */
  | {
      readonly type: 'bake'
      readonly step: number
      readonly releases: readonly SetRelease[]
      readonly duration: number
    }
  /** They stayed healthy; `elapsed` in milliseconds: less than the duration where they had been deployed for a while. */
  | { readonly type: 'baked'; readonly step: number; readonly elapsed: number }
  /** The command of a step begins. */
  | { readonly type: 'step-command'; readonly step: number; readonly argv: readonly string[] }
  /** A line that it printed. */
  | { readonly type: 'step-output'; readonly step: number; readonly line: string }
  /** It exited with 0. */
  | { readonly type: 'step-command-ended'; readonly step: number; readonly elapsed: number }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string }

export type EmitSet = (event: SetEvent) => void
