import type { Manifest } from '../manifest/types.ts'
import { deploy } from './deploy.ts'
import { readPlan } from './planning/preview/read-plan.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { renderToApply } from './rendering/render-to-apply.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { type PolicyOptions, policyOf } from './run/policy.ts'
import type { Deployed } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { urlsOfApplied } from './status/urls.ts'

export interface ApplyOptions extends PolicyOptions, EmptyOption {
  /** Requests to the API server at a time. */
  readonly concurrency: number
  /** The file of the plan that alone may be carried out. */
  readonly plan?: string
  /** Whether a plan of which sensitive values can't be compared is refused. */
  readonly planStrict?: boolean
  /** For the history; default: `apply`. */
  readonly command?: string
  /** Throws where what is rendered must not be deployed. Default: it may. */
  readonly check?: (manifests: readonly Manifest[]) => void
}

/** Renders a profile and deploys it. @throws KdeployError `render-empty` */
export function applyProfile(input: ProfileInput, options: ApplyOptions, world: World, emit: Emit): Promise<Deployed> {
  const { plan: file, planStrict: strict = false } = options
  const approved = file === undefined ? undefined : { plan: readPlan(file, world), file, strict }
  return withConnection(input.target, world, async (connect) => {
    const { release, manifests, rules } = await renderToApply(input, options, connect, world, emit)
    options.check?.(manifests)
    // Whoever gives a plan has seen it.
    const policy = policyOf('apply', approved === undefined ? options : { ...options, yes: true }, rules)
    const run = startRun(await connect(), world, emit, options.concurrency)
    const deployed = await deploy(run, { release, manifests, command: options.command ?? 'apply', approved }, policy)
    const hasFailed = deployed.failures.length > 0 || deployed.refusal !== undefined
    if (hasFailed) return deployed
    const objects = manifests.map(({ object }) => object)
    return { ...deployed, urls: await urlsOfApplied(run.cluster, objects) }
  })
}
