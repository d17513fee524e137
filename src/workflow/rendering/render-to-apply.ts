import type { Connect } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import type { ProfileInput } from '../run/input.ts'
import type { World } from '../run/world.ts'
import { checkExposedSecrets } from './check-exposed-secrets.ts'
import { warnOfForeignAnnotations } from './foreign-annotations.ts'
import { type EmptyOption, refuseEmpty } from './refuse-empty.ts'
import { type RenderedRelease, renderRelease } from './render-release.ts'

/** Renders a profile to be applied, or compared as if it were. @throws KdeployError `secret-exposed`, `render-empty`, and those of renderRelease */
export async function renderToApply(
  input: ProfileInput,
  options: EmptyOption,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<RenderedRelease> {
  const rendered = await renderRelease(input, connect, world, emit)
  const { project, release, manifests, strictSecrets } = rendered
  checkExposedSecrets(manifests, strictSecrets, emit)
  warnOfForeignAnnotations(manifests, emit)
  refuseEmpty(manifests, release.profile, project, options)
  return rendered
}
