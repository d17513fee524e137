import type { Cluster } from '../cluster/api/cluster.ts'
import type { Release } from '../history/records/release.ts'
import type { Manifest } from '../manifest/types.ts'
import { outlineOf } from '../plan/outline.ts'
import { deploy, planDeploy, questionOf } from './deploy.ts'
import type { Planned } from './planning/plan-phase.ts'
import type { ApprovedPlan } from './planning/preview/approved-plan.ts'
import { differenceOf } from './planning/preview/difference.ts'
import { readPlan } from './planning/preview/read-plan.ts'
import type { EmptyOption } from './rendering/refuse-empty.ts'
import { renderToApply } from './rendering/render-to-apply.ts'
import { type Connect, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { awaitLiveHolder } from './run/lock.ts'
import { type Policy, type PolicyOptions, policyOf } from './run/policy.ts'
import type { Deployed } from './run/results.ts'
import { partOf, startRun } from './run/run.ts'
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

/** A profile that is rendered for its cluster, and how it is to be applied. */
export interface RenderedApply {
  readonly cluster: Cluster
  readonly release: Release
  readonly manifests: readonly Manifest[]
  readonly policy: Policy
}

/** Renders a profile and deploys it. @throws KdeployError `render-empty` */
export function applyProfile(input: ProfileInput, options: ApplyOptions, world: World, emit: Emit): Promise<Deployed> {
  const { plan: file, planStrict: strict = false } = options
  const approved = file === undefined ? undefined : { plan: readPlan(file, world), file, strict }
  // Whoever gives a plan has seen it.
  const given = approved === undefined ? options : { ...options, yes: true }
  return withConnection(input.target, world, async (connect) => {
    const rendered = await renderApply(input, given, connect, world, emit)
    options.check?.(rendered.manifests)
    return applyRendered(rendered, { ...options, approved }, world, emit)
  })
}

/** Renders a profile to be applied. @throws KdeployError `render-empty` */
export async function renderApply(
  input: ProfileInput,
  options: PolicyOptions & EmptyOption,
  connect: Connect,
  world: World,
  emit: Emit,
): Promise<RenderedApply> {
  const { release, manifests, rules } = await renderToApply(input, options, connect, world, emit)
  return { cluster: await connect(), release, manifests, policy: policyOf('apply', options, rules) }
}

/** What applyRendered would do. */
export interface PlannedApply {
  readonly planned: Planned
  /** A line for each kind of objects that it doesn't leave as they are. */
  readonly outline: readonly string[]
  /** What a person must agree to before it is done; undefined: nothing. */
  readonly question: ReturnType<typeof questionOf>
}

/**
 * Plans what was rendered, with all that would refuse it before the first write, a held lock among that; with a `lockTimeout` it is waited
 * for first. Nothing is written.
 */
export async function planRendered(
  { cluster, release, manifests, policy }: RenderedApply,
  { concurrency }: Pick<ApplyOptions, 'concurrency'>,
  world: World,
  emit: Emit,
): Promise<PlannedApply> {
  const run = startRun(cluster, world, emit, concurrency)
  const deadline = world.monotonicClock() + policy.lockTimeout
  if (policy.lockTimeout > 0) await awaitLiveHolder(run, release, deadline)
  const planned = await planDeploy(partOf(run), { release, manifests, command: usual }, policy)
  const { plan, writes } = planned
  if (writes && policy.lockTimeout === 0) await awaitLiveHolder(run, release, deadline)
  return { planned, outline: outlineOf(plan), question: writes ? questionOf(plan, policy) : undefined }
}

/** Tells what a plan changes, as a diff does. */
export async function tellPlan(
  { cluster, policy }: RenderedApply,
  { planned: { plan, history } }: PlannedApply,
  world: World,
  emit: Emit,
): Promise<void> {
  const { objects } = await differenceOf(
    startRun(cluster, world, () => {}),
    plan,
    history,
    policy.ownership,
  )
  for (const diff of objects) emit({ type: 'difference', diff })
}

/** What applies what was rendered. */
export interface RenderedOptions extends Pick<ApplyOptions, 'concurrency' | 'command'> {
  /** What alone may be done. Default: whatever is planned. */
  readonly approved?: ApprovedPlan | undefined
  /** The plan of just now, by planRendered. Default: it is made. */
  readonly planned?: PlannedApply | undefined
}

/** Deploys what was rendered. */
export async function applyRendered(
  { cluster, release, manifests, policy }: RenderedApply,
  { concurrency, approved, planned, command = usual }: RenderedOptions,
  world: World,
  emit: Emit,
): Promise<Deployed> {
  const run = startRun(cluster, world, emit, concurrency)
  const deployed = await deploy(run, { release, manifests, command, approved }, policy, planned?.planned)
  const hasFailed = deployed.failures.length > 0 || deployed.refusal !== undefined
  if (hasFailed) return deployed
  const objects = manifests.map(({ object }) => object)
  return { ...deployed, urls: await urlsOfApplied(cluster, objects) }
}

/** For the history. */
const usual = 'apply'
