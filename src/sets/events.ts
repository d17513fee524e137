import type { SetRelease } from '../order/release.ts'
import type { Begun, Event } from '../workflow/run/events.ts'
import type { ReleaseEnd } from './results.ts'

/** What is done to a release of a set. */
export type SetAction = 'plan' | 'deploy' | 'undo' | 'delete' | 'diff' | 'check'

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
  /** What was deployed so far is watched before the next step; in milliseconds. */
  | { readonly type: 'bake'; readonly duration: number }
  | { readonly type: 'notice'; readonly message: string }
  | { readonly type: 'warning'; readonly message: string }

export type EmitSet = (event: SetEvent) => void
