import { ApiError } from '../../cluster/errors/api-error.ts'
import type { World } from '../run/world.ts'

/** How long a refusal that passes by itself is asked again, in milliseconds. */
const retryFor = 10_000

/** Between two tries, in milliseconds. */
const retryEvery = 100

/**
 * Retries a request for 10 s while its refusal is transient, then throws it. Nothing
 * was written by a request that was refused, so any may be repeated.
 */
export async function retryTransient<Result>(
  world: World,
  request: () => Promise<Result>,
  isTransient: (error: ApiError) => boolean,
): Promise<Result> {
  const end = world.monotonicClock() + retryFor
  for (;;) {
    try {
      return await request()
    } catch (error) {
      if (
        !(error instanceof ApiError) ||
        !isTransient(error) ||
        world.monotonicClock() >= end ||
        world.interrupted.aborted
      )
        throw error
    }
    await world.sleep(retryEvery)
  }
}

/**
 * Whether the refusal is transient: a new namespace or quota that its controllers haven't seen yet, with no ServiceAccount
 * `default` yet, no usage counted yet (kubernetes: plugin/pkg/admission/serviceaccount and …/resourcequota).
 */
export function isTransientRefusal({ status, message }: ApiError): boolean {
  return status === 403 && /status unknown for quota|serviceaccount "default" not found/.test(message)
}

/** The same for what a server of the release has just come up for: the API server may not reach it yet. */
export function isTransientOnceServed(error: ApiError): boolean {
  return isTransientRefusal(error) || error.status === 503 || /failed calling webhook/.test(error.message)
}
