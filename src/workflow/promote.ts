import { formatPlace, KdeployError, throwCollected } from '../errors.ts'
import { identityOf } from '../history/records/release.ts'
import { isTrusted } from '../history/store.ts'
import type { Manifest } from '../manifest/types.ts'
import { notPromoted, type Promotion, planPromotion, type RunningImage } from '../plan/images/promotion.ts'
import { type ApplyOptions, applyProfile } from './apply.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { untrustedRevision } from './planning/undo/trusted-target.ts'
import { previewDeploy } from './preview.ts'
import { imagesThatRun, refuseEarly, refuseUnhealthy } from './promoting/source.ts'
import { renderToApply } from './rendering/render-to-apply.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { policyOf } from './run/policy.ts'
import type { Deployed, Preview } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { statusOfProfile } from './status.ts'

export interface PromoteOptions extends ApplyOptions {
  /** The only variables that may be set; empty: those that are found. */
  readonly vars: readonly string[]
  /** Milliseconds since the source's revision ended. */
  readonly baked: number
}

/** What is promoted, for the end of the run. */
export interface Promoted {
  readonly promotions: readonly Promotion[]
}

/**
 * Deploys a profile with the images that another one runs: those of its newest revision, which must have succeeded, be healthy now and
 * old enough, by the digests of its pods. They become variables of this deploy alone, as `--set-string` would have it.
 * @throws KdeployError `promotion-unhealthy`, `promotion-early`, `promotion-ambiguous`, `revision-untrusted`, `image-unmapped`, and those of an apply
 */
export async function promoteProfile(
  source: ProfileInput,
  target: ProfileInput,
  options: PromoteOptions,
  world: World,
  emit: Emit,
): Promise<Deployed & Promoted> {
  const { input, command, promotions, check } = await prepare(source, target, options, world, emit)
  return { ...(await applyProfile(input, { ...options, command, check }, world, emit)), promotions }
}

/** What promoteProfile would do, which stops after the plan: nothing is written. @throws what it throws before it writes */
export async function previewPromotion(
  source: ProfileInput,
  target: ProfileInput,
  options: PromoteOptions,
  world: World,
  emit: Emit,
): Promise<Preview & Promoted> {
  const { input, command, promotions, check } = await prepare(source, target, options, world, emit)
  return withConnection(input.target, world, async (connect) => {
    const { release, manifests, rules } = await renderToApply(input, options, connect, world, emit)
    check(manifests)
    const run = startRun(await connect(), world, emit, options.concurrency)
    const policy = { ...policyOf('apply', options, rules), freezes: 'tell' } as const
    return { ...(await previewDeploy(run, { release, manifests, command }, policy)), promotions }
  })
}

interface Prepared extends Promoted {
  readonly input: ProfileInput
  readonly command: string
  readonly check: (manifests: readonly Manifest[]) => void
}

async function prepare(
  source: ProfileInput,
  target: ProfileInput,
  options: PromoteOptions,
  world: World,
  emit: Emit,
): Promise<Prepared> {
  const { running, number } = await runningAt(source, options.baked, world, emit)
  const rendered = await withConnection(target.target, world, (connect) =>
    renderToApply(target, options, connect, world, () => {}),
  )
  const { manifests, variables, release } = rendered
  const textOf = (name: string) => textAt(variables, name)
  const { promotions, left, problems } = planPromotion(manifests, running, textOf, options.vars)
  throwCollected(problems, (count) => `${count} images can't be promoted to ${identityOf(release)}`)
  if (promotions.length === 0) throw nothingToPromote(source, target)
  const label = source.cluster === undefined ? source.profile : `${source.profile}@${source.cluster}`
  for (const promotion of promotions) emit({ type: 'notice', message: describe(promotion) })
  for (const { name } of promotions.filter(({ isTagOnly }) => isTagOnly)) {
    const message = `${name} takes a tag, so that the digest that ${label} runs is not said: a variable for the whole image would hold it`
    emit({ type: 'warning', message })
  }
  const unknown = new Set(running.filter(({ digest }) => digest === '').map(({ image }) => image))
  for (const image of unknown)
    emit({
      type: 'warning',
      message: `which digest ${label} runs of ${image} is not known: it is promoted by its name`,
    })
  if (left.length > 0)
    emit({
      type: 'notice',
      message: `left, as ${label} does not run ${left.length === 1 ? 'it' : 'them'}: ${left.join(', ')}`,
    })
  const set = promotions.map(({ name, after }) => `${name}=${after}`)
  return {
    input: { ...target, setString: [...target.setString, ...set] },
    command: `promote from ${label} revision ${number}`,
    promotions,
    check: (final) => refuseOther(final, running),
  }
}

/** The images of the source's newest revision, once nothing speaks against it. */
function runningAt(
  source: ProfileInput,
  baked: number,
  world: World,
  emit: Emit,
): Promise<{ readonly running: readonly RunningImage[]; readonly number: number }> {
  return withConnection(source.target, world, async (connect) => {
    const status = await statusOfProfile(source, { drift: false }, world, () => {})
    refuseUnhealthy(status)
    const { release } = await identifyRelease(source, connect, world, () => {})
    const cluster = await connect()
    const history = await readHistory(cluster, release, world)
    const stored = history.at(-1)
    if (stored === undefined || stored.revision.number !== status.revision.number) throw changedMeanwhile(source)
    if (!isTrusted(stored))
      throw untrustedRevision(
        stored,
        'somebody else may have written what it says that runs: deploy the source once more with the key',
      )
    refuseEarly(stored, release, baked, cluster.serverClock())
    const { number } = stored.revision
    emit({ type: 'notice', message: `promoting from revision ${number} of ${identityOf(release)}` })
    return { running: imagesThatRun(stored), number }
  })
}

/** `image: registry/app:1.4 -> registry/app:1.5@sha256:…; to make it last, write it in profiles/prod.yaml:4` */
function describe({ name, before, after, place }: Promotion): string {
  const what = before === after ? `${name}: ${after}, as before` : `${name}: ${before} -> ${after}`
  if (before === after) return what
  return `${what}; until the next apply: to keep it, write it ${place === undefined ? 'in the profile' : `in ${formatPlace(place)}`}`
}

/** A text variable by its name; undefined for anything else. */
function textAt(variables: Readonly<Record<string, unknown>>, name: string): string | undefined {
  let at: unknown = variables
  for (const key of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Record<string, unknown>)[key]
  }
  return typeof at === 'string' || typeof at === 'number' ? String(at) : undefined
}

function refuseOther(manifests: readonly Manifest[], running: readonly RunningImage[]): void {
  const wrong = notPromoted(manifests, running)
  if (wrong.length === 0) return
  throw new KdeployError({
    code: 'image-unmapped',
    category: 'input',
    message: `with these variables the templates render ${wrong.join(', ')}`,
    hint: 'have the templates take the image from a variable as it is; --var says which',
  })
}

function nothingToPromote(source: ProfileInput, target: ProfileInput): KdeployError {
  return new KdeployError({
    code: 'image-unmapped',
    category: 'input',
    message: `${target.profile} has no variable for any image that ${source.profile} runs`,
    hint: 'have its templates take the image, or its tag, from a variable',
  })
}

function changedMeanwhile(source: ProfileInput): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another run wrote to the release of ${source.profile} meanwhile`,
    hint: 'rerun the command',
  })
}
