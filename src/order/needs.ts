import { joinNames } from '../counts.ts'
import { KdeployError, type Place, throwCollected } from '../errors.ts'
import { nearest } from '../nearest.ts'

/** What one profile says it needs: names and globs of profiles, as its `needs` has them. */
export interface StatedNeeds {
  readonly profile: string
  readonly needs: readonly { readonly text: string; readonly place: Place }[]
}

/** By profile, the profiles that it needs, sorted: what is deployed and ready before it. */
export type NeedsGraph = ReadonlyMap<string, readonly string[]>

/**
 * The graph of what profiles need. A glob means all that it matches but the profile itself. `existing`: all profiles of the project.
 * @throws KdeployError `needs-unknown` for a name or a glob that no profile has, `needs-cycle`; all of them together
 */
export function needsGraph(
  stated: readonly StatedNeeds[],
  existing: readonly string[],
  matches: (name: string, glob: string) => boolean,
): NeedsGraph {
  const unknown = new Map<string, { readonly text: string; readonly place: Place; readonly profiles: string[] }>()
  const graph = new Map<string, readonly string[]>()
  const places = new Map<string, Place>()
  for (const { profile, needs } of stated) {
    const found = new Set<string>()
    for (const { text, place } of needs) {
      const meant = profilesMeant(text, profile, existing, matches)
      if (meant.length === 0) {
        const key = JSON.stringify([place, text])
        unknown.set(key, { text, place, profiles: [...(unknown.get(key)?.profiles ?? []), profile] })
      }
      for (const name of meant) {
        found.add(name)
        places.set(`${profile} ${name}`, place)
      }
    }
    graph.set(profile, [...found].sort())
  }
  const problems = [...unknown.values()].map((one) => unknownNeed(one.profiles, one.text, one.place, existing))
  const cycle = cycleIn(graph)
  if (cycle !== undefined) problems.push(cyclic(cycle, places))
  throwCollected(problems, (count) => `${count} problems in what profiles need`)
  return graph
}

/** The profiles that one says it needs, as far as they exist. */
export function needsOf(
  { profile, needs }: StatedNeeds,
  existing: readonly string[],
  matches: (name: string, glob: string) => boolean,
): string[] {
  return needs.flatMap(({ text }) => profilesMeant(text, profile, existing, matches))
}

/** `profile`: the one that needs them. */
function profilesMeant(
  text: string,
  profile: string,
  existing: readonly string[],
  matches: (name: string, glob: string) => boolean,
): string[] {
  const isGlob = /[*?]/.test(text)
  return existing.filter((name) => (isGlob ? name !== profile && matches(name, text) : name === text))
}

/** All that these profiles need, and what those need, themselves among them; sorted. */
export function withNeeds(profiles: readonly string[], graph: NeedsGraph): string[] {
  const all = new Set(profiles)
  for (const profile of all) for (const need of graph.get(profile) ?? []) all.add(need)
  return [...all].sort()
}

/** The shortest cycle that begins at the first profile that is in one; the profile stands at both ends. */
function cycleIn(graph: NeedsGraph): readonly string[] | undefined {
  for (const start of graph.keys()) {
    const cameFrom = new Map<string, string>()
    const queue = [start]
    for (const profile of queue) {
      for (const need of graph.get(profile) ?? []) {
        if (need === start) return [start, ...pathTo(profile, start, cameFrom), start]
        if (cameFrom.has(need)) continue
        cameFrom.set(need, profile)
        queue.push(need)
      }
    }
  }
  return undefined
}

/** From behind `start` to `profile`, as it was reached. */
function pathTo(profile: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path: string[] = []
  for (let at = profile; at !== start; at = cameFrom.get(at) ?? start) path.unshift(at)
  return path
}

/** Profiles that an error names. */
const mostNamed = 4

/** Profiles share their layers. */
function unknownNeed(
  profiles: readonly string[],
  text: string,
  place: Place,
  existing: readonly string[],
): KdeployError {
  const isGlob = /[*?]/.test(text)
  const meant = isGlob ? undefined : nearest(text, existing)
  const stated = `${joinNames(profiles, mostNamed)} ${profiles.length === 1 ? 'needs' : 'need'} ${JSON.stringify(text)}`
  return new KdeployError({
    code: 'needs-unknown',
    category: 'input',
    message: isGlob
      ? `${stated}, which no other profile matches`
      : `${stated}, and there is no such profile${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    place,
  })
}

function cyclic(cycle: readonly string[], places: ReadonlyMap<string, Place>): KdeployError {
  const steps = cycle.slice(1).map((need, index) => {
    const from = cycle[index]
    const place = places.get(`${from} ${need}`)
    return `${from} needs ${need}${place === undefined ? '' : ` (${place.file}${place.line === undefined ? '' : `:${place.line}`})`}`
  })
  return new KdeployError({
    code: 'needs-cycle',
    category: 'input',
    message: `these profiles need each other: ${cycle.join(' → ')}`,
    place: places.get(`${cycle[0]} ${cycle[1]}`),
    detail: steps.join('\n'),
    hint: 'take one of these out: nothing of a cycle could be deployed first',
  })
}
