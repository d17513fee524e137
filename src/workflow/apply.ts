import { deploy } from './deploy.ts'
import { checkExposedSecrets } from './rendering/check-exposed-secrets.ts'
import { warnOfForeignAnnotations } from './rendering/foreign-annotations.ts'
import { type EmptyOption, refuseEmpty } from './rendering/refuse-empty.ts'
import { renderRelease } from './rendering/render-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { type PolicyOptions, policyOf } from './run/policy.ts'
import type { Deployed } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'

export interface ApplyOptions extends PolicyOptions, EmptyOption {
  /** Requests to the API server at a time. */
  readonly concurrency: number
}

/** Renders a profile and deploys it. @throws KdeployError `render-empty` */
export function applyProfile(input: ProfileInput, options: ApplyOptions, world: World, emit: Emit): Promise<Deployed> {
  return withConnection(input.target, world, async (connect) => {
    const { release, profile, manifests, strictSecrets, ownership, readiness } = await renderRelease(
      input,
      connect,
      world,
      emit,
    )
    checkExposedSecrets(manifests, strictSecrets, emit)
    warnOfForeignAnnotations(manifests, emit)
    refuseEmpty(manifests, release.profile, options)
    const policy = policyOf('apply', options, { ownership, readiness, confirm: profile.confirm })
    const run = startRun(await connect(), world, emit, options.concurrency)
    return deploy(run, { release, manifests, command: 'apply' }, policy)
  })
}
