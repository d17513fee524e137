import { collect } from '../../errors.ts'
import { imagesIncomplete, imagesOfProfile } from '../../workflow/images.ts'
import { defaultConcurrency as concurrency, type ProfileInput } from '../../workflow/run/input.ts'
import type { ImageList } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import { type ChosenSet, inputOf } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'
import type { SetResult } from '../told/results.ts'
import { askEach, type Question } from '../turns/each-release.ts'

export interface ImagesSetOptions {
  readonly releasesAtATime: number
  /** See RenderOptions. */
  readonly offline: boolean
}

/** The images that several profiles render. Where one can't be, or not all of its images are known, the set has failed: it lacks images then. */
export async function imagesOfSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  { releasesAtATime: atATime, offline }: ImagesSetOptions,
  world: World,
  emit: EmitSet,
  show: Question<ImageList>['show'],
): Promise<SetResult<ImageList>> {
  const set = await askEach<ImageList>(
    chosen,
    {
      action: 'check',
      atATime,
      concurrency,
      ask: (release, shared) => imagesOfProfile(inputOf(given, release), offline, shared),
      judge({ problems }) {
        const problem = collect(problems, (number) => `${number} problems`)
        return problem === undefined ? { state: 'done' } : { state: 'failed', problem }
      },
      show,
    },
    world,
    emit,
  )
  const failed = set.ends.filter(({ state }) => state !== 'done')
  if (failed.length === 0) return set
  const error = imagesIncomplete(`those of ${failed.map(({ release }) => release.label).join(', ')}`)
  return { ...set, stopped: { reason: error.message, error } }
}
