import { ApiError } from '../../cluster/errors/api-error.ts'
import type { World } from '../run/world.ts'

/** How long a refusal that passes by itself is asked again, in milliseconds. */
const patience = 10_000

/** Between two tries, in milliseconds. */
const pause = 100

/**
 * Runs a request again while its refusal passes by itself (for 10 s), and throws that refusal where it stays. Nothing
 * was written by a request that was refused, so any may be repeated.
 */
export async function withPatience<Result>(
  world: World,
  request: () => Promise<Result>,
  passes: (error: ApiError) => boolean,
): Promise<Result> {
  const end = world.monotonicClock() + patience
  for (;;) {
    try {
      return await request()
    } catch (error) {
      if (!(error instanceof ApiError) || !passes(error) || world.monotonicClock() >= end || world.interrupted.aborted)
        throw error
    }
    await world.sleep(pause)
  }
}

/**
 * What a namespace or a quota that was made a moment ago answers until its controllers have seen it: no ServiceAccount
 * `default` yet, no usage counted yet (kubernetes: plugin/pkg/admission/serviceaccount and …/resourcequota).
 */
export function isSettling({ status, message }: ApiError): boolean {
  return status === 403 && /status unknown for quota|serviceaccount "default" not found/.test(message)
}
