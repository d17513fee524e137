import { identifyRelease } from './resolving/identify-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit, FailureReport } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { type Bake, bake } from './status/bake.ts'

export type { Bake } from './status/bake.ts'

/**
 * Watches what runs of a profile's release for some time after it was deployed. Tells what happens to it; returns what became unhealthy,
 * as soon as something does. Reads only.
 * @throws KdeployError as statusOfProfile; Interrupted
 */
export function bakeRelease(input: ProfileInput, options: Bake, world: World, emit: Emit): Promise<FailureReport[]> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    return bake(startRun(await connect(), world, emit), identified, input, options)
  })
}
