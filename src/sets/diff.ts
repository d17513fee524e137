import { KdeployError } from '../errors.ts'
import type { SetRelease } from '../order/release.ts'
import { type DiffOptions, diffProfile } from '../workflow/diff.ts'
import type { ProfileInput } from '../workflow/run/input.ts'
import type { Difference } from '../workflow/run/results.ts'
import type { World } from '../workflow/run/world.ts'
import { type ChosenSet, inputOf } from './choosing/select.ts'
import type { EmitSet } from './told/events.ts'
import type { ReleaseEnd, SetResult } from './told/results.ts'
import { askEach, type Question } from './turns/each-release.ts'

export interface DiffSetOptions extends DiffOptions {
  readonly releasesAtATime: number
  /** Whether each release tells all: a person sees where it is, and what its plan is, with the answer. */
  readonly isForMachines: boolean
  /** Told of each that could be compared, in no order. */
  readonly compared: (release: SetRelease, difference: Difference) => void
}

/** What an apply of several releases would change of each; one that would be refused has the reason as its error. */
export function diffSet(
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  chosen: ChosenSet,
  { releasesAtATime, isForMachines, compared, ...options }: DiffSetOptions,
  world: World,
  emit: EmitSet,
  show: Question<Difference>['show'],
): Promise<SetResult<Difference>> {
  return askEach<Difference>(
    chosen,
    {
      action: 'diff',
      atATime: releasesAtATime,
      concurrency: options.concurrency,
      async ask(release, shared, tell) {
        const difference = await diffProfile(inputOf(given, release), options, shared, tell)
        compared(release, difference)
        return difference
      },
      tells: ({ type }) => isForMachines || (type !== 'start' && type !== 'planned'),
      judge: ({ objects, refused }) =>
        refused === undefined
          ? { state: objects.length === 0 ? 'unchanged' : 'done' }
          : { state: 'failed', problem: refused },
      reasonOf: (end, all) => waitsFor(end, all, chosen),
      show,
    },
    world,
    emit,
  )
}

/** What is missing may come with the deploy of something that is needed. */
const missing: ReadonlySet<string> = new Set([
  'kind-unknown',
  'namespace-missing',
  'object-missing',
  'reference-missing',
  'source-absent',
  'source-key-missing',
])

function isMissing({ code, problems }: KdeployError): boolean {
  return missing.has(code) || problems.some(isMissing)
}

/** What is refused now may be so only since something that it needs isn't deployed yet. */
function waitsFor(
  { release, state, error }: ReleaseEnd<Difference>,
  all: readonly ReleaseEnd<Difference>[],
  { before }: ChosenSet,
): string | undefined {
  if (state !== 'failed' || !(error instanceof KdeployError) || !isMissing(error)) return undefined
  const needs = before.get(release.label) ?? []
  const isChanging = ({ result, state: its }: ReleaseEnd<Difference>) =>
    its === 'failed' || (result !== undefined && result.objects.length > 0)
  const changing = all.filter((end) => needs.includes(end.release.label) && isChanging(end))
  if (changing.length === 0) return undefined
  const names = changing.map((end) => end.release.label).join(', ')
  return `it needs ${names}, which ${changing.length === 1 ? 'is' : 'are'} not deployed as rendered: an apply of all of them plans it again after that`
}
