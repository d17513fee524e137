import { KdeployError, type Place } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { canaryGlobs, isTheRest, type StatedStep } from './steps.ts'

/** What exists in a project, for the globs of its order. */
export interface Existing {
  readonly profiles: readonly string[]
  /** Of all profiles; undefined where not all were read. */
  readonly clusters: readonly string[] | undefined
}

/** The step that names it, and where its parts stand. */
export interface PlacedStep extends StatedStep {
  readonly placeOf: (path: readonly (string | number)[]) => Place
}

type Matches = (name: string, glob: string) => boolean

/** What is wrong with `order:` of kdeploy.yaml: globs that nothing of the project matches, and steps that nothing can reach. */
export function orderProblems(
  stated: readonly PlacedStep[],
  { profiles, clusters }: Existing,
  matches: Matches,
): KdeployError[] {
  const problems = stated.flatMap((step) => [
    ...unmatched(step.profiles, profiles, matches).map((at) => unknownIn(step, 'profiles', at, profiles)),
    ...(clusters === undefined ? [] : unmatched(step.clusters, clusters, matches)).map((at) =>
      unknownIn(step, 'clusters', at, clusters ?? []),
    ),
  ])
  const rest = stated.findIndex(isTheRest)
  const later = rest < 0 ? undefined : stated[rest + 1]
  if (later === undefined) return problems
  const unreachable = new KdeployError({
    code: 'order-invalid',
    category: 'input',
    message: `no release is left for this step: the one before it, which names neither profiles nor clusters, takes all`,
    place: later.placeOf([]),
    hint: 'move the step that takes the rest to the end',
  })
  return [...problems, unreachable]
}

/** What is wrong with `--canary`. */
export function canaryProblems(canary: readonly string[], { profiles }: Existing, matches: Matches): KdeployError[] {
  return canary.flatMap((text) => {
    const glob = canaryGlobs(text).profiles
    if (profiles.some((name) => matches(name, glob))) return []
    const meant = nearest(glob, profiles)
    return [
      new KdeployError({
        code: 'profile-unknown',
        category: 'input',
        message: `no profile matches ${JSON.stringify(glob)} of --canary${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        hint: 'kdeploy profiles lists them',
      }),
    ]
  })
}

/** The indexes of globs that match nothing. */
function unmatched(globs: readonly string[] = [], existing: readonly string[], matches: Matches): number[] {
  return globs.flatMap((glob, index) => (existing.some((name) => matches(name, glob)) ? [] : [index]))
}

function unknownIn(
  step: PlacedStep,
  key: 'profiles' | 'clusters',
  index: number,
  existing: readonly string[],
): KdeployError {
  const glob = step[key]?.[index] ?? ''
  const meant = nearest(glob, existing)
  const what = key === 'profiles' ? 'no profile matches' : 'no profile has a cluster that matches'
  return new KdeployError({
    code: 'order-invalid',
    category: 'input',
    message: `${what} ${JSON.stringify(glob)} of \`order\`${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    place: step.placeOf([key, index]),
  })
}
