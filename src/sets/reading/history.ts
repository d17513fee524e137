import { listHistory } from '../../workflow/history.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { ReleaseHistory } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import { type ChosenSet, inputOf } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'
import type { SetResult } from '../told/results.ts'
import { askRecords, type ShowAnswers } from './ask-records.ts'

/** The recorded revisions of several releases. */
export function historyOfSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  { releasesAtATime: atATime }: { readonly releasesAtATime: number },
  world: World,
  emit: EmitSet,
  show: ShowAnswers<ReleaseHistory>,
): Promise<SetResult<ReleaseHistory>> {
  return askRecords<ReleaseHistory>(
    chosen,
    { atATime, ask: (release, shared, tell) => listHistory(inputOf(given, release), shared, tell), show },
    world,
    emit,
  )
}
