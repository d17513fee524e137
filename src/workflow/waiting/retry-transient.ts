import { ApiError } from '../../cluster/errors/api-error.ts'
import type { World } from '../run/world.ts'

/** How long a refusal that passes by itself is asked again, in milliseconds. */
const retryFor = 10_000

/** Between two tries, in milliseconds. */
const retryEvery = 100

/**
 * Runs a request again while its refusal passes by itself (for 10 s), and throws that refusal where it stays. Nothing
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
 * What a namespace or a quota that was made a moment ago answers until its controllers have seen it: no ServiceAccount
 * `default` yet, no usage counted yet (kubernetes: plugin/pkg/admission/serviceaccount and …/resourcequota).
 */
export function isTransientRefusal({ status, message }: ApiError): boolean {
  return status === 403 && /status unknown for quota|serviceaccount "default" not found/.test(message)
}
