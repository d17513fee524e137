import type { FoundRun } from '../../history/half-way.ts'
import { defaultConcurrency as concurrency } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ChosenSet } from '../choosing/select.ts'
import { recordRun } from '../runs/run-record.ts'
import type { EmitSet } from '../told/events.ts'
import type { SetResult } from '../told/results.ts'
import { askEach, type Question } from '../turns/each-release.ts'

/** Shows what was found out of each release, and which earlier runs stand half-way, which was told. */
export type ShowAnswers<Result> = (set: SetResult<Result>, halfWay: readonly FoundRun[]) => void | Promise<void>

/** What is asked of the records of each release of a set. */
export interface RecordsQuestion<Result> extends Pick<Question<Result>, 'ask'> {
  /** Releases at a time. */
  readonly atATime: number
  readonly show: ShowAnswers<Result>
}

/** Asks each release of a set what is recorded of it; a cluster that can't be reached keeps none of the others from being asked. */
export function askRecords<Result>(
  chosen: ChosenSet,
  { atATime, ask, show }: RecordsQuestion<Result>,
  world: World,
  emit: EmitSet,
): Promise<SetResult<Result>> {
  const record = recordRun(world, { releases: chosen.releases.length })
  return askEach<Result>(
    chosen,
    {
      action: 'check',
      atATime,
      concurrency,
      ask: (release, shared, tell) => ask(release, { ...shared, set: record.worldOf(release).set }, tell),
      async show(set) {
        await show(set, await record.tellHalfWay(emit))
      },
    },
    world,
    emit,
  )
}
