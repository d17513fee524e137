import { alignColumns } from '../../columns.ts'
import { formatWhen } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import type { ReleaseRun } from '../../history/runs.ts'

/** Runs that an error lists. */
const mostListed = 10

/**
 * The identity of the run that a person means: whole, by a prefix that no other has, or `last`, the newest of several releases that is no undo itself. `runs`: by
 * label, what the histories of the releases tell. @throws KdeployError `run-unknown` with those that there are
 */
export function chooseRun(meant: string, runs: ReadonlyMap<string, readonly ReleaseRun[]>, now: number): string {
  const all = new Map([...runs.values()].flat().map((run) => [run.id, run]))
  const sorted = [...all.values()].sort((one, other) => (one.createdAt < other.createdAt ? -1 : 1))
  const found =
    meant === 'last'
      ? sorted.filter(({ releases, command }) => releases > 1 && !command.startsWith('undo')).slice(-1)
      : sorted.filter(({ id }) => id === meant || (meant !== '' && id.startsWith(meant)))
  const [run] = found.filter(({ id }) => id === meant).concat(found)
  if (run !== undefined && (found.length === 1 || run.id === meant)) return run.id
  const list = (found.length > 1 ? found : sorted).slice(-mostListed)
  const rows = list.map(({ id, by, command, createdAt, releases }) => [
    id,
    formatWhen(createdAt, now),
    by,
    command,
    String(releases),
  ])
  throw new KdeployError({
    code: 'run-unknown',
    category: 'input',
    message:
      found.length > 1
        ? `${found.length} runs begin with ${JSON.stringify(meant)}`
        : meant === 'last'
          ? 'none of the releases has a revision of an apply of several releases'
          : `none of the releases has a revision of a run ${JSON.stringify(meant)}`,
    detail:
      list.length === 0 ? undefined : alignColumns([['RUN', 'WHEN', 'BY', 'COMMAND', 'RELEASES'], ...rows]).join('\n'),
    hint: 'kdeploy history names the run of each revision',
  })
}
