import type { Place } from '../errors.ts'
import type { SetRelease } from './release.ts'

/** What is done once a step's releases are deployed and ready, before the next step begins; in this order. */
export interface AfterStep {
  /** They must stay healthy that long; milliseconds. */
  readonly bake?: number | undefined
  /** Must end with 0. */
  readonly command?: StepCommand | undefined
  /** Whether a person is asked. */
  readonly ask?: boolean | undefined
  /** What says so: a step in kdeploy.yaml; undefined: an option. */
  readonly place?: Place | undefined
}

export interface StepCommand {
  readonly argv: readonly [string, ...string[]]
  /** Milliseconds. */
  readonly timeout: number
}

/** A part of the order of a set: what is deployed and ready before the next step begins. */
export interface Step {
  readonly releases: readonly SetRelease[]
  readonly after: AfterStep
}
