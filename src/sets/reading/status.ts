import { KdeployError } from '../../errors.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { World } from '../../workflow/run/world.ts'
import { awaitRelease, type StatusOptions, statusOfProfile } from '../../workflow/status.ts'
import { type ChosenSet, inputOf } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'
import type { SeenRelease, SetResult } from '../told/results.ts'
import { askRecords, type ShowAnswers } from './ask-records.ts'

export interface StatusSetOptions extends StatusOptions {
  readonly releasesAtATime: number
  /** To wait first until all are ready; in milliseconds. Default: they are looked at as they are. */
  readonly wait?: { readonly timeout: number | undefined; readonly stableFor: number } | undefined
}

/** Nothing is recorded of a release: that is how it is, and no failure to find out. */
const absent: ReadonlySet<string> = new Set(['nothing-deployed', 'namespace-missing'])

/**
 * How the releases of a set are. With `wait` all are waited for at a time, so that none of them has to share its time with others; then
 * each is looked at as it is once the last of them has been waited for.
 */
export function statusOfSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  { drift, wait, releasesAtATime }: StatusSetOptions,
  world: World,
  emit: EmitSet,
  show: ShowAnswers<SeenRelease>,
): Promise<SetResult<SeenRelease>> {
  const { length } = chosen.releases
  const all = meetingOf(length)
  return askRecords<SeenRelease>(
    chosen,
    {
      atATime: wait === undefined ? releasesAtATime : length,
      async ask(release, shared, tell) {
        const input = inputOf(given, release)
        try {
          if (wait === undefined) return { status: await statusOfProfile(input, { drift }, shared, tell), failures: [] }
          const waiting = awaitRelease(input, { drift: false, ...wait }, shared, tell)
          const { failures } = await waiting.finally(() => all.arrive())
          await all.met
          // Where it is was told already.
          return { status: await statusOfProfile(input, { drift }, shared, () => {}), failures }
        } catch (error) {
          if (error instanceof KdeployError && absent.has(error.code)) return { neverDeployed: error }
          throw error
        }
      },
      show,
    },
    world,
    emit,
  )
}

/** `met` once so many have arrived. */
function meetingOf(number: number): { arrive(): void; readonly met: Promise<void> } {
  let missing = number
  let meet = () => {}
  const met = new Promise<void>((resolve) => {
    meet = resolve
  })
  return {
    met,
    arrive() {
      missing -= 1
      if (missing === 0) meet()
    },
  }
}
