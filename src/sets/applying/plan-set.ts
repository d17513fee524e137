import { formatOrigin, KdeployError } from '../../errors.ts'
import type { SetRelease } from '../../order/release.ts'
import { everythingBefore } from '../../order/schedule.ts'
import { type PlannedApply, planRendered, type RenderedApply, renderApply } from '../../workflow/apply.ts'
import { explained } from '../../workflow/run/connect.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { World } from '../../workflow/run/world.ts'
import { inputOf } from '../choosing/select.ts'
import { codesOf, outOfReachCodes } from '../runs/out-of-reach.ts'
import type { ReleaseEnd } from '../told/results.ts'
import { runSet, type SetTask } from '../turns/run-set.ts'
import type { ApplyRun } from './apply-run.ts'
import { type OutOfReach, Reading } from './reading.ts'

/** Milliseconds for which a plan may be carried out as it is: as long as somebody takes to read one and agree. */
const freshFor = 10_000

/** Releases that are planned at a time at least: it only reads, and what several read at once is read in one request. */
const plannedAtATime = 8

/** A release of a set, as it is before anything of the set is written. */
export interface PlannedRelease {
  readonly release: SetRelease
  /** undefined where it can't be rendered yet, as what it needs comes first. */
  readonly rendered?: RenderedApply | undefined
  readonly outline: PlannedApply['outline']
  /** What a person must agree to; undefined: nothing is known of that. */
  readonly question?: PlannedApply['question']
  /** Whether something would be written to it; also where that isn't known yet. */
  readonly changes: boolean
  /** What it needs of the set and what would change: it is rendered and planned again after that. */
  readonly after: readonly string[]
  /** The plan, as long as it may be carried out. */
  plan(): PlannedApply | undefined
}

/**
 * Renders and plans all releases of a set, all of them whatever fails. Nothing is written. What refuses a release that needs another one
 * that will change is only told, as it is planned again after that; but for what no deploy could put right.
 */
export async function planSet(run: ApplyRun): Promise<readonly ReleaseEnd<PlannedRelease>[]> {
  const { chosen, options, told, world, emit } = run
  const planned = new Map<string, Promise<PlannedRelease>>()
  const held: Holding[] = []
  const outOfReach: OutOfReach = new Map()
  const task: SetTask<PlannedRelease> = {
    action: 'plan',
    run(release, tell) {
      const planning = planOne(run, release, told.remembering(release, tell))
      planned.set(release.label, planning)
      return planning
    },
    stateOf: ({ changes }) => (changes ? 'done' : 'unchanged'),
  }
  /** What comes first in the set has begun before, so that it ends. */
  const changingBefore = async ({ label }: SetRelease) => {
    const needs = everythingBefore(label, chosen.before)
    const outcomes = await Promise.all(needs.map((need) => planned.get(need)?.catch(() => undefined)))
    return outcomes.flatMap((outcome) => (outcome?.changes ? outcome.release.label : []))
  }
  const planOne = async ({ given, record }: ApplyRun, release: SetRelease, tell: Emit): Promise<PlannedRelease> => {
    const own = record.worldOf(release)
    const reading = new Reading(given.target, own, outOfReach)
    let rendered: RenderedApply | undefined
    try {
      const watched = await explained(() => renderApply(inputOf(given, release), options, reading.connect, own, tell))
      const ready = { ...watched, cluster: reading.unwatched(watched.cluster) }
      rendered = ready
      const plan = await explained(() => planRendered(ready, options, own, tell))
      const holding = new Holding(plan, world)
      held.push(holding)
      for (const one of held) one.dropOld()
      const { outline, question } = plan
      const after = await changingBefore(release)
      return { release, rendered, outline, question, changes: plan.planned.writes, after, plan: () => holding.plan() }
    } catch (error) {
      reading.note(error)
      const mayPass = rendered === undefined ? mayRenderLater(error, reading.readsLive) : mayBePlannedLater(error)
      const after = mayPass && !world.interrupted.aborted ? await changingBefore(release) : []
      if (after.length === 0 || !(error instanceof KdeployError)) throw error
      for (const problem of error.problems.length === 0 ? [error] : error.problems) tell(notYet(problem, after))
      return { release, rendered, outline: [], changes: true, after, plan: () => undefined }
    }
  }
  const atATime = Math.max(options.releasesAtATime, plannedAtATime)
  return runSet(chosen.releases, { atATime, keepGoing: true }, task, world, emit)
}

function notYet({ message, place }: KdeployError, after: readonly string[]): Parameters<Emit>[0] {
  const where = place === undefined ? '' : `${formatOrigin(place)}: `
  return { type: 'notice', message: `planned again once ${after.join(', ')} is deployed: ${where}${message}` }
}

/** What a deploy of another release may put right in the rendering of a profile that reads live ConfigMaps or Secrets. */
const missingValues: ReadonlySet<string> = new Set([
  'source-absent',
  'source-key-missing',
  'template-failed',
  'template-undefined',
  'variable-invalid',
  'variable-unresolved',
])

function mayRenderLater(error: unknown, readsLive: boolean): boolean {
  return readsLive && error instanceof KdeployError && codesOf(error).every((code) => missingValues.has(code))
}

/** What no deploy of another release puts right: it is about the release's own records, or a person must decide. */
const lasting: ReadonlySet<string> = new Set([
  ...outOfReachCodes,
  'field-conflict',
  'field-immutable',
  'lock-held',
  'not-adopted',
  'object-controlled',
  'parent-untrusted',
  'release-frozen',
  'rename-unfinished',
  'revision-too-large',
  'revision-unreadable',
  'revision-untrusted',
  'undo-barrier-brought',
])

function mayBePlannedLater(error: unknown): boolean {
  return error instanceof KdeployError && !codesOf(error).some((code) => lasting.has(code))
}

/** A plan as long as it is fresh: those of a large set would not fit into memory together. */
class Holding {
  readonly #world: World
  readonly #until: number
  #plan: PlannedApply | undefined

  constructor(plan: PlannedApply, world: World) {
    this.#plan = plan
    this.#world = world
    this.#until = world.monotonicClock() + freshFor
  }

  plan(): PlannedApply | undefined {
    this.dropOld()
    return this.#plan
  }

  dropOld(): void {
    if (this.#world.monotonicClock() > this.#until) this.#plan = undefined
  }
}
