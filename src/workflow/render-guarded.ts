import type { Connect } from './connector.ts'
import { checkGuard } from './guard.ts'
import type { ProfileInput } from './input.ts'
import { type RenderedRelease, renderRelease } from './render.ts'
import type { World } from './world.ts'

/** Renders a profile for a command that writes: the guard is checked before any source of variables is read. */
export function renderGuarded(input: ProfileInput, connect: Connect, world: World): Promise<RenderedRelease> {
  return renderRelease(input, connect, world, async (place) => {
    const target = await connect(place.kubeContext)
    await checkGuard(place.guard, target, place.namespace ?? target.defaultNamespace)
  })
}
