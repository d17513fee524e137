import { withConnection } from './connector.ts'
import { type DeployOptions, deploy } from './deploy.ts'
import type { Emit } from './events.ts'
import { checkGuard } from './guard.ts'
import type { ProfileInput } from './input.ts'
import { renderRelease } from './render.ts'
import type { Deployed } from './results.ts'
import type { World } from './world.ts'

/** Renders a profile and deploys it. */
export function applyProfile(input: ProfileInput, options: DeployOptions, world: World, emit: Emit): Promise<Deployed> {
  return withConnection(input.target, world, async (connect) => {
    const { release, profile, manifests } = await renderRelease(input, connect, world)
    const cluster = await connect()
    await checkGuard(profile.guard, cluster, release.namespace)
    const desired = { release, manifests, command: 'apply', confirm: profile.confirm }
    return deploy(cluster, desired, options, world, emit)
  })
}
