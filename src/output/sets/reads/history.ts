import { count } from '../../../counts.ts'
import type { FoundRun } from '../../../history/half-way.ts'
import type { SetRelease } from '../../../order/release.ts'
import type { SetResult } from '../../../sets/told/results.ts'
import type { ListedRevision, ReleaseHistory } from '../../../workflow/run/results.ts'
import { jsonHistory, showBarriers, showHistory, showTimes } from '../../history.ts'
import { redactStrings } from '../../json/json-events.ts'
import { jsonError } from '../../json/json-parts.ts'
import type { Pen, Screen } from '../../terminal/screen.ts'
import { jsonRelease } from '../json.ts'
import { Labels } from '../labels.ts'
import { jsonHalfWay } from './half-way.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

/** Revisions in the table: what happened of late. */
const mostRevisions = 50

interface OfRelease {
  readonly release: SetRelease
  readonly revision: ListedRevision
}

/**
 * The newest revisions of several releases as one table, in the order of time, the newest last; on stderr what older ones there are, and
 * what else is to be known of each release. `now` in milliseconds since 1970.
 */
export function showSetHistory(
  { ends }: SetResult<ReleaseHistory>,
  now: number,
  { out, err }: Pick<Screen, 'out' | 'err'>,
  redact: (text: string) => string,
): void {
  const known = ends.flatMap(({ release, result }) => (result === undefined ? [] : [{ release, history: result }]))
  const all = inTime(known)
  const newest = all.slice(-mostRevisions)
  const labels = new Map(newest.map(({ release, revision }) => [revision, release.label]))
  const labelOf = (revision: ListedRevision) => labels.get(revision) ?? ''
  if (newest.length > 0) showHistory({ revisions: [...labels.keys()] }, now, out, redact, labelOf)
  if (all.length > newest.length)
    err.line(
      `the newest ${newest.length} of ${count(all.length, 'revision')}; -o json has all, and the history of one release`,
    )
  const pens = new Labels(err)
  pens.align(known.map(({ release }) => release))
  for (const { release, history } of known) {
    const pen = pens.of(release)
    if (history.revisions.length === 0) pen.safeLine('no revision')
    showBarriers(history, pen)
    showTimes(history, now, pen)
  }
}

/** Oldest first; of one release in their own order, also where one doesn't say when it was. */
function inTime(known: readonly { readonly release: SetRelease; readonly history: ReleaseHistory }[]): OfRelease[] {
  const timed = known.flatMap(({ release, history }) => {
    let time = ''
    return history.revisions.map((revision) => {
      if (revision.createdAt > time) time = revision.createdAt
      return { release, revision, time }
    })
  })
  return timed.sort((one, other) => (one.time < other.time ? -1 : one.time > other.time ? 1 : 0))
}

/** The histories of several releases as one JSON document. */
export function showSetHistoryAsJson(
  { ends }: SetResult<ReleaseHistory>,
  halfWay: readonly FoundRun[],
  pen: Pen,
  redact: (text: string) => string,
): void {
  const releases = ends.map(({ release, result, error }) => ({
    ...jsonRelease(release),
    ...(result === undefined ? { error: jsonError(error, false) } : jsonHistory(result)),
  }))
  pen.json(redactStrings({ version, halfWay: halfWay.map(jsonHalfWay), releases }, redact), 2)
}
