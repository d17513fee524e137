import type { KdeployError } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import type { AwaitedRelease } from '../../workflow/run/results.ts'

/**
 * How one release of a set ended. `done`: as it was meant to; `unchanged`: there was nothing to do; `failed`: its use case ended with
 * failures or threw; `restored`: it failed or succeeded, and the state before this run is back and verified; `skipped`: it never began.
 */
export type ReleaseState = 'done' | 'unchanged' | 'failed' | 'restored' | 'skipped'

export interface ReleaseEnd<Result = unknown> {
  readonly release: SetRelease
  readonly state: ReleaseState
  /** Of its use case; undefined where that threw or never ran. */
  readonly result?: Result | undefined
  /** What it threw. */
  readonly error?: unknown
  /** The label of the release that ended with the same error before, which tells it. */
  readonly sameAs?: string | undefined
  /** Why it never began, or what was done besides; one line. */
  readonly reason?: string | undefined
  /** The revision at which it stands, where that is another one than its result tells: it was brought back. */
  readonly revision?: number | undefined
  /** Milliseconds. */
  readonly elapsed: number
}

/**
 * What stopped a set after a step whose releases had all succeeded: one of them became unhealthy, a command failed, a person didn't agree,
 * a signal came. The set has failed, though none of its releases may have.
 */
export interface Stopped {
  /** One line: why the releases of later steps never began. */
  readonly reason: string
  readonly error: unknown
}

/** How a command on several releases ended: each release once, in the order of the set. */
export interface SetResult<Result = unknown> {
  /** The run's identity, which its revisions record. */
  readonly run: string
  readonly ends: readonly ReleaseEnd<Result>[]
  readonly stopped?: Stopped | undefined
  /**
   * Of an all-or-nothing set that failed after it had written: which of its releases are not as they were before; empty: all are, and
   * that is verified. undefined: nothing had to be brought back.
   */
  readonly notBack?: readonly NotBack[] | undefined
}

/** A release that should be as it was before a run, and isn't. */
export interface NotBack {
  readonly release: SetRelease
  /** One line. */
  readonly reason: string
}

/** How a release of a set is, or that it isn't anywhere. */
export type SeenRelease = AwaitedRelease | NeverDeployed

export interface NeverDeployed {
  /** What a status of this release alone is refused for. */
  readonly neverDeployed: KdeployError
}
