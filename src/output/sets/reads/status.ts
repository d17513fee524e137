import { count, joinNames } from '../../../counts.ts'
import { formatAgo } from '../../../duration.ts'
import { KdeployError } from '../../../errors.ts'
import { ownWords, type Shown, shownLine } from '../../../masking/shown.ts'
import type { SetRelease } from '../../../order/release.ts'
import type { ReleaseEnd, SeenRelease, SetResult } from '../../../sets/told/results.ts'
import type { ReleaseStatus } from '../../../workflow/run/results.ts'
import { describeExpiry, describeFrozen } from '../../progress/freezes.ts'
import {
  hasFailed,
  isAsWanted,
  isDrifted,
  isKilled,
  isStale,
  isUncompared,
  showStatus,
  showStatusNext,
} from '../../status.ts'
import type { Pen } from '../../terminal/screen.ts'
import { cutEnd, tableOf, widthOf } from '../../terminal/text-width.ts'

/** What the status of several releases is shown with. */
export interface SetStatusView {
  /** Milliseconds since 1970. */
  readonly now: number
  /** Whether drift was looked for. */
  readonly drift: boolean
  /** The options that lead another command to one of the releases. */
  readonly same: (release: SetRelease) => readonly string[]
  readonly redact: (text: string) => string
}

/** Releases that a line names; more are counted. */
const mostNamed = 12

type Ended = ReleaseEnd<SeenRelease>

/** A row for each release, then the whole status of each of which something is to be said, and how many are ready. */
export function showSetStatus({ ends }: SetResult<SeenRelease>, view: SetStatusView, pen: Pen): void {
  showTable(ends, view, pen)
  for (const end of ends) {
    const status = statusIn(end)
    if (status === undefined || !needsDetail(status)) continue
    pen.line()
    pen.line(pen.colour.bold(`==> ${end.release.label}`))
    showStatus(status, view.now, pen, view.redact)
    showStatusNext(status, view.same(end.release), pen)
  }
  if (ends.some((end) => !isQuiet(end))) pen.line()
  pen.line(verdictOf(ends, view.drift))
}

function statusIn({ result }: Ended): ReleaseStatus | undefined {
  return result !== undefined && 'status' in result ? result.status : undefined
}

function neverDeployedIn({ result }: Ended): KdeployError | undefined {
  return result !== undefined && 'neverDeployed' in result ? result.neverDeployed : undefined
}

/** Whether there is more to say of it than its row does. */
function needsDetail(status: ReleaseStatus): boolean {
  const { objects, unreadable, terminating, revision } = status
  const isOdd = (object: (typeof objects)[number]) =>
    !isAsWanted(object) || isDrifted(object) || isUncompared(object) || isStale(object)
  return (
    hasFailed(status) ||
    revision.status === 'pending' ||
    revision.untrusted !== undefined ||
    unreadable.length + terminating.length > 0 ||
    objects.some(isOdd)
  )
}

function isQuiet(end: Ended): boolean {
  const status = statusIn(end)
  return status === undefined || !needsDetail(status)
}

interface Column {
  readonly title: string
  readonly text: (status: ReleaseStatus, view: SetStatusView) => string
  /** On a terminal that has no room for all of them. */
  readonly isExpendable?: true
  readonly isShown?: (view: SetStatusView) => boolean
}

const columns: readonly Column[] = [
  { title: 'REVISION', text: ({ revision }) => String(revision.number ?? '-') },
  { title: 'OBJECTS', text: ({ objects }) => `${objects.filter(isAsWanted).length}/${objects.length}` },
  { title: 'PODS', text: podsOf },
  { title: 'DRIFT', text: driftOf, isShown: ({ drift }) => drift },
  { title: 'DEPLOYED', text: ({ revision }, { now }) => ageOf(revision.createdAt, now) },
  { title: 'BY', text: ({ revision }) => revision.by, isExpendable: true },
]

function showTable(ends: readonly Ended[], view: SetStatusView, pen: Pen): void {
  const shown = (text: string): Shown => shownLine(text, view.redact)
  const rowsOf = (which: readonly Column[]) => [
    ['RELEASE', 'STATE', ...which.map(({ title }) => title)].map(ownWords),
    ...ends.map((end) => {
      const status = statusIn(end)
      return [end.release.label, stateOf(end), ...which.map(({ text }) => (status ? text(status, view) : '-'))].map(
        shown,
      )
    }),
  ]
  const used = columns.filter(({ isShown }) => isShown?.(view) !== false)
  const width = pen.columns
  const whole = tableOf(rowsOf(used))
  const isWide = width !== undefined && whole.some((line) => widthOf(line) > width)
  const lines = isWide ? tableOf(rowsOf(used.filter(({ isExpendable }) => !isExpendable))) : whole
  const [heading = ownWords(''), ...rows] = width === undefined ? lines : lines.map((line) => cutEnd(line, width))
  pen.line(pen.colour.dim(heading))
  for (const [index, line] of rows.entries()) {
    const end = ends[index]
    if (end === undefined) continue
    pen.line(paintOf(end, pen)(line))
    for (const note of notesOf(end, view.now)) pen.line(`  ${shown(note)}`)
  }
}

/** In a word or two, what a tired reader looks for first. */
function stateOf(end: Ended): string {
  const status = statusIn(end)
  if (status === undefined) {
    const never = neverDeployedIn(end)
    if (never !== undefined) return never.code === 'namespace-missing' ? 'no namespace' : 'never deployed'
    return `unknown (${end.error instanceof KdeployError ? end.error.code : (end.reason ?? 'internal error')})`
  }
  if (isKilled(status)) return 'killed'
  const { status: how } = status.revision
  if (how === 'pending') return 'being deployed'
  if (how === 'failed') return 'failed'
  if (!status.objects.every(isAsWanted)) return 'not ready'
  return status.objects.some(isStale) ? 'ready, stale pods' : 'ready'
}

function isReady(end: Ended): boolean {
  const status = statusIn(end)
  return (
    status !== undefined &&
    !hasFailed(status) &&
    status.revision.status !== 'pending' &&
    status.objects.every(isAsWanted)
  )
}

function paintOf(end: Ended, { colour }: Pen): (text: string) => string {
  if (!isReady(end)) return statusIn(end)?.revision.status === 'pending' ? colour.yellow : colour.red
  return isQuiet(end) ? (text) => text : colour.yellow
}

/** What is to be known of one that has no more to say. */
function notesOf(end: Ended, now: number): string[] {
  const status = statusIn(end)
  if (status === undefined) {
    const detail = neverDeployedIn(end)?.detail
    return detail === undefined ? [] : [detail]
  }
  if (needsDetail(status)) return []
  const { lock, freeze, expiry } = status
  return [
    ...(lock === null || lock === undefined ? [] : [`locked by ${lock.holder} since ${lock.since}`]),
    ...(freeze === undefined ? [] : [describeFrozen(freeze, now)]),
    ...(expiry === undefined ? [] : [describeExpiry(expiry, now)]),
  ]
}

function podsOf({ objects }: ReleaseStatus): string {
  const counts = objects.flatMap((object) => object.counts ?? [])
  const sum = (which: 'ready' | 'total') => counts.reduce((all, one) => all + one[which], 0)
  return counts.length === 0 ? '-' : `${sum('ready')}/${sum('total')}`
}

function driftOf({ objects }: ReleaseStatus): string {
  const drifted = objects.filter(isDrifted).length
  if (drifted > 0) return count(drifted, 'object')
  return objects.some(isUncompared) ? 'unknown' : 'no'
}

function ageOf(createdAt: string, now: number): string {
  return createdAt === '' ? '-' : formatAgo(now - Date.parse(createdAt))
}

/** `5 of 7 releases ready, 1 drifted; look at prod_api, prod_web`. */
function verdictOf(ends: readonly Ended[], drift: boolean): string {
  const ready = `${ends.filter(isReady).length} of ${count(ends.length, 'release')} ready`
  const drifted = ends.filter((end) => statusIn(end)?.objects.some(isDrifted)).length
  const others = ends.filter((end) => !isReady(end) || !isQuiet(end))
  const names = joinNames(others, mostNamed, ({ release }) => release.label)
  return `${ready}${drift ? `, ${drifted} drifted` : ''}${others.length === 0 ? '' : `; look at ${names}`}`
}
