import { joinNames } from '../../counts.ts'
import { reversed } from '../../order/reversed.ts'
import { everythingBefore } from '../../order/schedule.ts'
import type { Deployed } from '../../workflow/run/results.ts'
import { inputOf } from '../choosing/select.ts'
import { type BroughtBack, bringBack } from '../runs/bring-back.ts'
import type { ReleaseEnd, SetResult } from '../told/results.ts'
import type { EndsInSteps } from '../turns/in-steps.ts'
import { runSet } from '../turns/run-set.ts'
import type { ApplyRun } from './apply-run.ts'

type Ended = EndsInSteps<Deployed>
type End = ReleaseEnd<Deployed>

/** Releases that are named. */
const mostNamed = 20

/**
 * With all-or-nothing, and a release that failed: brings back what this run deployed, in reverse order, what failed among it. What a
 * release needs that isn't back stays as it is, too. Returns how each release ended, and which are not as they were before.
 */
export async function bringSetBack(
  run: ApplyRun,
  { ends, stopped }: Ended,
): Promise<Pick<SetResult<Deployed>, 'ends' | 'notBack'>> {
  const { options, world, emit } = run
  const hasFailed = stopped !== undefined || ends.some(({ state }) => state === 'failed' || state === 'restored')
  if (options.allOrNothing !== true || !(hasFailed || world.interrupted.aborted)) return { ends }
  const touched = ends.filter(({ state }) => state === 'done' || state === 'failed')
  if (world.interrupted.aborted) {
    const standing = touched.filter(({ state }) => state === 'done')
    return { ends, notBack: standing.map((end) => ({ release: end.release, reason: 'interrupted' })) }
  }
  if (touched.length > 0) {
    const names = joinNames(touched.toReversed(), mostNamed, ({ release }) => release.label)
    emit({ type: 'notice', message: `bringing back what this run deployed: ${names}` })
  }
  const back = await bringEachBack(run, touched)
  const all = ends.map((end) => back.get(end.release.label) ?? { end })
  const notBack = all.flatMap(({ end, left }) => (left === undefined ? [] : [{ release: end.release, reason: left }]))
  const hasChanged = all.some(({ end }) => end.state === 'restored')
  return { ends: all.map(({ end }) => end), ...(hasChanged || notBack.length > 0 ? { notBack } : {}) }
}

/** How a release ended after that; `left`: why it isn't as it was. */
interface Back {
  readonly end: End
  readonly left?: string
}

async function bringEachBack(
  { given, chosen: { before }, options, world, record, emit }: ApplyRun,
  touched: readonly End[],
): Promise<ReadonlyMap<string, Back>> {
  const deployed = touched.map(({ release }) => release)
  // Also by way of those that this run left as they were.
  const needs = new Map(deployed.map(({ label }) => [label, everythingBefore(label, before)]))
  const { releases, before: needing } = reversed(deployed, needs)
  const backs = await runSet(
    releases,
    { before: needing, atATime: options.releasesAtATime, keepGoing: true },
    {
      action: 'undo',
      run: (release, tell) => bringBack(inputOf(given, release), world.run, options, record.worldOf(release), tell),
      stateOf: ({ outcome }) => (outcome === 'failed' ? 'failed' : outcome === 'untouched' ? 'unchanged' : 'restored'),
      reasonOf: (back) => (back.outcome === 'failed' ? back.reason : undefined),
    },
    world,
    emit,
  )
  const ended = new Map(backs.map((end) => [end.release.label, end]))
  return new Map(
    touched.map((end): [string, Back] => {
      const { label } = end.release
      const back = ended.get(label)
      if (back?.result !== undefined) return [label, afterBack(end, back.result)]
      const left = (needing.get(label) ?? []).filter((one) => ended.get(one)?.state !== 'restored')
      const reason =
        back?.state === 'skipped' && !world.interrupted.aborted
          ? `${joinNames(left, mostNamed)} needs it and is not back`
          : 'interrupted'
      return [label, notBack(end, reason)]
    }),
  )
}

function afterBack(end: End, back: BroughtBack): Back {
  switch (back.outcome) {
    case 'restored':
      return {
        end: {
          ...end,
          state: 'restored',
          reason: `brought back to revision ${back.target}`,
          revision: back.revision ?? end.revision,
        },
      }
    case 'deleted': {
      const kept = back.kept === 0 ? '' : `, but for ${back.kept} that stay`
      return { end: { ...end, state: 'restored', reason: `deleted, as this run had made it${kept}` } }
    }
    case 'failed':
      return notBack(end, back.reason)
    case 'untouched':
      return back.isSuperseded ? notBack(end, back.reason) : { end: { ...end, reason: back.reason } }
  }
}

function notBack(end: End, reason: string): Back {
  return { end: { ...end, reason: `not brought back: ${reason}` }, left: reason }
}
