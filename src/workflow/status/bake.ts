import type { FailureReport } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import { rethrowAsInterrupted, throwIfInterrupted } from '../run/interruption.ts'
import { phase } from '../run/phase.ts'
import type { Run } from '../run/run.ts'
import { overallLimit } from '../waiting/limits.ts'
import { waitForReady } from '../waiting/wait.ts'
import type { Identified } from './stale-workloads.ts'
import { targetsOf } from './wait-for-release.ts'

/** How long what runs of a release is watched. */
export interface Bake {
  /** Milliseconds. */
  readonly duration: number
  /** Whether it counts from when it was deployed, rather than from now on. */
  readonly sinceDeployed: boolean
}

/**
 * Watches what runs of a release, which is ready: returns at once with what fails, or loses pods to a failure, and after the duration with
 * what isn't ready then.
 */
export async function bake(
  run: Run,
  identified: Identified,
  input: ProfileInput,
  { duration, sinceDeployed }: Bake,
): Promise<FailureReport[]> {
  const { world } = run
  const { targets, running } = await targetsOf(run, identified, input)
  const deployedAt = Date.parse(running?.finishedAt ?? '')
  const age = sinceDeployed && !Number.isNaN(deployedAt) ? Math.max(0, world.wallClock() - deployedAt) : 0
  const stableFor = Math.max(0, duration - age)
  if (stableFor === 0) return []
  const { readiness } = identified.rules
  const timeout = stableFor + overallLimit(undefined, targets)
  // With --no-wait nobody has seen it ready.
  const bakes = { wasReady: running?.status === 'succeeded' }
  const watch = () => waitForReady(run, targets, { timeout, stableFor, readiness, bakes })
  const failures = await phase(world, 'bake', watch).catch(rethrowAsInterrupted(run))
  throwIfInterrupted(run)
  return failures
}
