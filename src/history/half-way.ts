import { count, joinNames } from '../counts.ts'
import { formatWhen } from '../duration.ts'
import { groupBy } from '../group-by.ts'
import { shellWords } from '../shell-words.ts'
import type { ReleaseRun } from './runs.ts'

/** A run of several releases that stands half-way: it never said that it ended, and releases are still as it left them. */
export interface HalfWayRun {
  readonly id: string
  readonly by: string
  /** RFC 3339, of the first of its revisions. */
  readonly createdAt: string
  /** Of how many releases it was. */
  readonly releases: number
  /** Labels of those that are still as it left them, as far as they were looked at. */
  readonly left: readonly string[]
  /** Those of them that it had begun and didn't end. */
  readonly cutOff: readonly string[]
  /** Those as it left them, with what is known of the run there. */
  readonly found: readonly ReleaseRun[]
}

/** A run that stands half-way, or is on its way still. */
export interface FoundRun extends HalfWayRun {
  /** It sent a heartbeat less than a minute ago. */
  readonly isAlive: boolean
}

/** How a run's end is marked: `ended` counts for the whole run, whichever revision has it; `superseded by` for one release. */
export const endedMark = 'ended '
export const supersededMark = 'superseded by '

/** Behind `ended`: not all of it came to its end, or what came after a step stopped it. */
export const cutShortMark = ', cut short'

/** The runs that stand half-way, by what the histories of releases say, by label; `current`: the run that looks. Oldest first. */
export function halfWayRuns(seen: ReadonlyMap<string, readonly ReleaseRun[]>, current: string): HalfWayRun[] {
  const all = [...seen].flatMap(([label, runs]) => runs.map((run) => ({ label, run })))
  const ended = new Set(all.flatMap(({ run }) => (run.ended?.startsWith(endedMark) ? run.id : [])))
  const isOpen = ({ id, releases, isInForce, ended: mark }: ReleaseRun) =>
    releases > 1 && id !== current && isInForce && mark === undefined && !ended.has(id)
  const open = groupBy(
    all.filter(({ run }) => isOpen(run)),
    ({ run }) => run.id,
  )
  return [...open]
    .map(([id, found]) => {
      const [first] = found.map(({ run }) => run).sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
      return {
        ...{ id, by: first?.by ?? '', createdAt: first?.createdAt ?? '', releases: first?.releases ?? 0 },
        left: found.map(({ label }) => label),
        cutOff: found.flatMap(({ label, run }) => (run.isCutOff ? label : [])),
        found: found.map(({ run }) => run),
      }
    })
    .sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
}

/**
 * Of one release's runs those of several releases that it still is as they left it, and that were killed or cut short: it is unknown whether
 * what comes after their steps was well. `current`: the run that looks.
 */
export function unsettledRuns(runs: readonly ReleaseRun[], current: string): readonly ReleaseRun[] {
  return runs.filter(
    ({ id, releases, isInForce, ended }) =>
      releases > 1 && id !== current && isInForce && (ended === undefined || ended.endsWith(cutShortMark)),
  )
}

/** Releases that a message names. */
const mostNamed = 10

/** What stands half-way, in one line, and how it is brought back. `now` in milliseconds since 1970. */
export function describeHalfWay(run: HalfWayRun, now: number): string {
  const { id, by, createdAt, releases, left, cutOff } = run
  const who = `run ${id} by ${by}, ${formatWhen(createdAt, now)}, didn't end`
  const have = left.length === 1 ? 'is as it left it' : 'are as it left them'
  const whole = `${left.length} of its ${count(releases, 'release')} ${have} (${joinNames(left, mostNamed)})`
  const part = cutOff.length === 0 ? '' : `, ${cutOff.length} of them cut off (${joinNames(cutOff, mostNamed)})`
  return `${who}: ${whole}${part}; ${shellWords(['kdeploy', 'undo', '--run', id])} brings ${left.length === 1 ? 'it' : 'them'} back`
}

/** The same of one that shows a heartbeat. */
export function describeAlive({ id, by, left }: HalfWayRun): string {
  return `run ${id} by ${by} is on its way, or was killed less than a minute ago: ${left.join(', ')}`
}
