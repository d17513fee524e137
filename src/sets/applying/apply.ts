import { everythingBefore } from '../../order/schedule.ts'
import { applyRendered, type RenderedApply, renderApply } from '../../workflow/apply.ts'
import { withConnection } from '../../workflow/run/connect.ts'
import { agreedTo } from '../../workflow/run/policy.ts'
import type { Deployed } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import { type ChosenSet, inputOf } from '../choosing/select.ts'
import { recordRun } from '../runs/run-record.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd, ReleaseState, SetResult, Stopped } from '../told/results.ts'
import { afterSteps, type BetweenSteps } from '../turns/after-step.ts'
import { runInSteps } from '../turns/in-steps.ts'
import { planSteps } from '../turns/plan-steps.ts'
import { type SetTask, skipped } from '../turns/run-set.ts'
import { shareWorld } from '../world/shared-world.ts'
import { bringSetBack } from './all-or-nothing.ts'
import type { ApplyRun, ApplySetOptions, SetInput } from './apply-run.ts'
import { refuseSameClusters, withoutUnreachable } from './clusters.ts'
import { confirmSet } from './confirm-set.ts'
import { type PlannedRelease, planSet } from './plan-set.ts'
import { Told } from './told.ts'

/**
 * Deploys the releases of a set, each after what it needs is ready. All of them are rendered and planned first: where any has an error,
 * nothing is written. Where one fails, what runs ends, and what this run deployed is brought back if `allOrNothing` says so.
 * @throws KdeployError `not-confirmed`, `cancelled`, before anything is written
 */
export async function applySet(
  given: SetInput,
  chosen: ChosenSet,
  options: ApplySetOptions,
  outer: World,
  emit: EmitSet,
): Promise<SetResult<Deployed>> {
  const { releases, order } = chosen
  const { world, close } = shareWorld(outer, options.concurrency)
  const record = recordRun(world, { releases: releases.length, allOrNothing: options.allOrNothing })
  const run = { given, chosen, options, world, record, told: new Told(), emit }
  let known: readonly ReleaseEnd[] = []
  let stopped: Stopped | undefined
  try {
    emit({ type: 'set', run: world.run, releases })
    for (const message of chosen.notices ?? []) emit({ type: 'notice', message })
    const steps = planSteps(chosen, options, world, emit)
    warnOfNotWaiting(run)
    const prepared = await prepare(run)
    if ('refused' in prepared) return { run: world.run, ends: prepared.refused }
    const { task, changing } = prepared
    const turns = { atATime: options.releasesAtATime, keepGoing: options.keepGoing === true }
    const isLeft = ({ release, state }: ReleaseEnd) => state === 'unchanged' && !record.isUnsettled(release)
    const isIdle: BetweenSteps['isIdle'] = (ends, { later }) =>
      ends.every(isLeft) && !later.some(({ label }) => changing.has(label))
    const between = afterSteps({ given, folder: order.folder, yes: options.yes === true, isIdle }, world, emit)
    const ended = await runInSteps(chosen, steps, turns, task, world, emit, between)
    known = ended.ends
    stopped = ended.stopped
    const back = await bringSetBack(run, ended)
    known = back.ends
    return { run: world.run, stopped, ...back }
  } finally {
    await record.end(known, stopped)
    await close()
  }
}

function warnOfNotWaiting({ chosen: { before }, options: { wait = true }, emit }: ApplyRun): void {
  if (wait || [...before.values()].every(({ length }) => length === 0)) return
  emit({ type: 'warning', message: '--no-wait: what a profile needs is deployed before it, and may not be ready yet' })
}

/** What is to be done; `changing`: the labels of the releases that it may change. */
interface Prepared {
  readonly task: SetTask<Deployed>
  readonly changing: ReadonlySet<string>
}

/** Plans all, and asks. How each ended, where the set ends with that. */
async function prepare(run: ApplyRun): Promise<Prepared | { readonly refused: readonly ReleaseEnd<never>[] }> {
  const plans = await planSet(run)
  const failed = plans.filter(({ state }) => state === 'failed')
  const isInterrupted = run.world.interrupted.aborted
  if (failed.length > 0 || isInterrupted) {
    const goOn = isInterrupted ? undefined : withoutUnreachable(plans)
    if (goOn !== undefined) run.emit({ type: 'notice', message: goOn })
    const reason = isInterrupted ? 'interrupted' : whyNothing(failed)
    return {
      refused: plans.map(({ result: _, ...end }) => (end.state === 'failed' ? end : skipped(end.release, reason))),
    }
  }
  const planned = plans.flatMap(({ result }) => result ?? [])
  refuseSameClusters(planned)
  await run.record.tellHalfWay(run.emit)
  const changing = planned.filter(({ changes, after }) => changes || after.length > 0)
  return {
    task: deployTask(run, planned, await confirmSet(planned, run)),
    changing: new Set(changing.map(({ release }) => release.label)),
  }
}

function whyNothing([first, ...others]: readonly ReleaseEnd<unknown>[]): string {
  const more = others.length === 0 ? '' : ` and ${others.length} more`
  return `nothing was written, as ${first?.release.label}${more} can't be deployed`
}

/**
 * Deploys one release: by its plan, as long as that is fresh and nothing that it needs changed. `agreed`: labels of those that somebody
 * agreed to.
 */
function deployTask(
  { given, chosen, options, told, record }: ApplyRun,
  planned: readonly PlannedRelease[],
  agreed: ReadonlySet<string>,
): SetTask<Deployed> {
  // Each is taken out when it begins: what was rendered for a large set is much.
  const waiting = new Map(planned.map((one) => [one.release.label, one]))
  const changed = new Set<string>()
  return {
    action: 'deploy',
    stateOf: stateOfDeploy,
    async run(release, emit) {
      const { label } = release
      const tell = told.withoutKnown(release, emit)
      const world = record.worldOf(release)
      const known = waiting.get(label)
      waiting.delete(label)
      const deploy = async (rendered: RenderedApply, plan?: ReturnType<PlannedRelease['plan']>) => {
        const isTold = known?.question?.reason !== undefined
        const policy = agreed.has(label) ? agreedTo(rendered.policy, isTold) : rendered.policy
        const deployed = await applyRendered({ ...rendered, policy }, { ...options, planned: plan }, world, tell)
        if (stateOfDeploy(deployed) === 'done') changed.add(label)
        return deployed
      }
      const isAsPlanned = everythingBefore(label, chosen.before).every((need) => !changed.has(need))
      return withConnection(given.target, world, async (connect) =>
        known?.rendered !== undefined && isAsPlanned
          ? deploy(known.rendered, known.plan())
          : deploy(await renderApply(inputOf(given, release), options, connect, world, tell)),
      )
    },
  }
}

function stateOfDeploy({ failures, refusal, restoration, revision }: Deployed): Exclude<ReleaseState, 'skipped'> {
  if (restoration?.outcome === 'restored') return 'restored'
  if (failures.length > 0 || refusal !== undefined) return 'failed'
  return revision === undefined ? 'unchanged' : 'done'
}
