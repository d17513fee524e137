import { count } from '../../counts.ts'
import { formatElapsed } from '../../duration.ts'
import { groupBy } from '../../group-by.ts'
import { ownWords, type Shown, shownLine } from '../../masking/shown.ts'
import type { Pen } from '../terminal/screen.ts'
import { cutEnd, tableOf, widthOf } from '../terminal/text-width.ts'
import {
  causeOf,
  changesOf,
  describeEnd,
  type EndedRelease,
  needsAttention,
  outcomeOf,
  outcomes,
  revisionOf,
} from './ended-release.ts'
import { namesOf } from './whole-lines.ts'

/** What is known of a set when its run has ended. */
export interface EndedSet {
  readonly run: string
  /** In the order of the set; empty where it isn't known which they are. */
  readonly releases: readonly EndedRelease[]
  /** Milliseconds. */
  readonly elapsed: number
  /** The signal that ended it. */
  readonly interrupted: string | undefined
  /** Whether an error of its own ended it, which was told. */
  readonly hasError: boolean
  /** Commands to be typed next. */
  readonly next: readonly string[]
}

/** More releases that have nothing to say of their own share a line. */
const mostAlone = 3

/** A cause is cut, as its whole stands above. */
const mostOfCause = 200

/**
 * A row for each release, those that failed last, with the cause; unchanged ones, and those that never began for the same reason, share a
 * line where they are many. Then all of them in a line, and what to type next.
 */
export function showSetSummary(set: EndedSet, pen: Pen): void {
  const { releases } = set
  const shared = [...groupBy(releases.filter(isQuiet), sharedLine)].filter(
    ([, group]) => group.length > mostAlone || group.length === releases.length,
  )
  const grouped = new Set(shared.flatMap(([, group]) => group))
  const alone = releases.filter((one) => !grouped.has(one))
  const rows = [
    ...alone.filter((one) => !needsAttention(one)),
    ...alone.filter(({ state }) => state === 'skipped'),
    ...alone.filter((one) => needsAttention(one) && one.state !== 'skipped'),
  ]
  // All of them are in the last line already.
  const lines = shared.filter(([line, group]) => line !== 'unchanged' || group.length < releases.length)
  for (const [line, group] of lines)
    pen.safeLine(shownLine(`${line}: ${namesOf(group.map(({ release }) => release))}`, pen.redact))
  if (rows.length > 0) showRows(rows, pen)
  pen.safeLine(verdictOf(set, pen))
  showNext(set, pen)
}

/** Nothing of it is to be seen but why. */
function isQuiet({ state, action }: EndedRelease): boolean {
  return state === 'unchanged' || (state === 'skipped' && action === undefined)
}

/** `skipped (prod_dagon of step 1 failed)`, which those have in common that share a line. */
function sharedLine({ state, reason }: EndedRelease): string {
  return state === 'unchanged' || reason === undefined ? state : `${state} (${reason})`
}

/** What to type next. */
export function showNext({ next }: EndedSet, pen: Pen): void {
  for (const [index, step] of next.entries()) pen.line(`${index === 0 ? pen.colour.cyan('next:') : '     '} ${step}`)
}

function showRows(rows: readonly EndedRelease[], pen: Pen): void {
  const table = tableOf([
    ['RELEASE', 'OUTCOME', 'REVISION', 'CHANGES', 'TIME'].map(ownWords),
    ...rows.map((row) =>
      [
        row.release.label,
        outcomeOf(row),
        revisionOf(row) ?? '-',
        changesOf(row) || '-',
        row.action === undefined ? '-' : formatElapsed(row.elapsed),
      ].map(ownWords),
    ),
  ])
  // A terminal would break the rows.
  const isNarrow = pen.columns !== undefined && table.some((line) => widthOf(line) > (pen.columns ?? 0))
  if (!isNarrow) pen.safeLine(pen.colour.dim(table[0] ?? ''))
  for (const [index, row] of rows.entries()) {
    const line = isNarrow ? ownWords(`${row.release.label}: ${describeEnd(row)}`) : (table[index + 1] ?? ownWords(''))
    pen.safeLine(coloured(row, line, pen))
    const cause = causeOf(row)
    if (cause !== undefined)
      pen.safeLine(
        `  ${cutEnd(shownLine(cause, pen.redact), pen.columns === undefined ? mostOfCause : pen.columns - 3)}`,
      )
  }
}

function coloured({ state }: EndedRelease, line: Shown, { colour }: Pen): string {
  if (state === 'failed') return colour.red(line)
  return state === 'restored' || state === 'skipped' ? colour.yellow(line) : line
}

/** `failed: 2 done, 1 unchanged, 1 failed, 1 skipped of 5 releases, 12.3 s (run 20261130T035812-9f3c)`. */
function verdictOf({ run, releases, elapsed, interrupted, hasError }: EndedSet, { colour }: Pen): string {
  const became = releases.map(outcomeOf)
  const counts = outcomes.flatMap((outcome) => {
    const number = became.filter((one) => one === outcome).length
    return number === 0 ? [] : [`${number} ${outcome}`]
  })
  const isFine = !hasError && interrupted === undefined && !releases.some(needsAttention)
  const isOne = counts.length === 1
  const all = count(releases.length, 'release')
  const what = isOne ? `${all} ${became[0]}` : `${counts.join(', ')} of ${all}`
  const fine = releases.some(({ facts }) => facts?.dryRun === true) ? 'dry run, nothing was written' : 'done'
  const verdict = interrupted === undefined ? (isFine ? colour.green(fine) : colour.red('failed')) : undefined
  const how = verdict ?? colour.red(`interrupted by ${interrupted}`)
  const told = releases.length === 0 ? '' : `${what}, `
  return `${how}: ${told}${formatElapsed(elapsed)} (run ${run})`
}
