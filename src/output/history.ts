import { formatAgo, formatWhen } from '../duration.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import type { ListedRevision, ReleaseHistory } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonObject, jsonReleasePlace } from './json/json-parts.ts'
import { objectName } from './terminal/object-name.ts'
import type { Pen } from './terminal/screen.ts'
import { cutEnd, cutMiddle, tableOf, widthOf, wrap } from './terminal/text-width.ts'

/** Of the JSON form, as docs/output.md documents it. */
const version = 1

/** Of a row, where nothing else limits it; the JSON form has the whole reason. */
const longestReason = 200

/** Of a reason below its row. */
const mostReasonLines = 3

const narrowTitles = ['REVISION', 'STATUS', 'WHEN', 'BY', 'COMMAND', 'CHANGES'].map(ownWords)
const titles = [...narrowTitles, ownWords('REASON')]

/** What may be cut on a narrow terminal, in this order, and to how many columns at least. */
const cuttable = [
  { column: 3, least: 10 },
  { column: 4, least: 10 },
  { column: 5, least: 12 },
] as const

/**
 * Revisions as a table, the newest last, next to the prompt. On a terminal that it is too wide for, the times are relative alone,
 * and each reason stands below its row. `now` in milliseconds since 1970.
 */
export function showHistory(
  { revisions }: Pick<ReleaseHistory, 'revisions'>,
  now: number,
  pen: Pen,
  redact: (text: string) => string,
) {
  const shown = (text: string): Shown => shownLine(text, redact)
  const rows = revisions.map((revision) => [
    ownWords(revision.number ?? '-'),
    shown(statusOf(revision)),
    shown(formatWhen(revision.createdAt, now)),
    shown(revision.by),
    shown(revision.command),
    shown(changesOf(revision)),
  ])
  const reasons = revisions.map((revision) => shown(reasonOf(revision)))
  const whole = tableOf([
    titles,
    ...rows.map((row, index) => [...row, cutEnd(reasons[index] ?? ownWords(''), longestReason)]),
  ])
  const { columns } = pen
  if (columns === undefined || whole.every((line) => widthOf(line) <= columns)) {
    for (const line of whole) pen.line(line)
    return
  }
  const ages = revisions.map((revision) => ownWords(age(revision, now)))
  const narrow = fitTo([narrowTitles, ...rows.map((row, index) => row.with(2, ages[index] ?? ownWords('')))], columns)
  for (const [index, line] of narrow.entries()) {
    pen.line(line)
    const reason = reasons[index - 1]
    if (reason === undefined || reason === '') continue
    for (const part of wrap(reason, columns - 2, mostReasonLines)) pen.line(`  ${part}`)
  }
}

/** The rows as lines of no more than so many columns. */
function fitTo(rows: readonly (readonly Shown[])[], columns: number): Shown[] {
  let fitted = rows
  for (const { column, least } of cuttable) {
    const over = Math.max(...tableOf(fitted).map(widthOf)) - columns
    if (over <= 0) break
    const width = Math.max(...fitted.map((row) => widthOf(row[column] ?? ownWords(''))))
    const most = Math.max(least, width - over)
    fitted = fitted.map((row) => row.map((cell, index) => (index === column ? cutMiddle(cell, most) : cell)))
  }
  return tableOf(fitted).map((line) => cutEnd(line, columns))
}

/** Which barriers an undo does not cross, a line each. */
export function showBarriers({ barriers }: Pick<ReleaseHistory, 'barriers'>, pen: Pen): void {
  for (const { text, ref, revision } of barriers) {
    const brought = `${objectName(ref, pen.redact)}, revision ${revision}`
    pen.safeLine(
      `undo barrier: "${shownLine(text, pen.redact)}" (${brought}); no undo goes back beyond it without --cross-barrier`,
    )
  }
}

function statusOf({ status, undone, beyondBarrier, untrusted }: ListedRevision): string {
  const marks = [
    undone ? 'undone' : [],
    beyondBarrier ? 'beyond barrier' : [],
    untrusted === undefined ? [] : 'not trusted',
  ]
  return [status, ...marks].flat().join(', ')
}

function reasonOf({ reason, untrusted }: ListedRevision): string {
  if (untrusted === undefined) return reason ?? ''
  return reason === undefined ? `not trusted: ${untrusted}` : `not trusted: ${untrusted}; ${reason}`
}

/** The history as one JSON document. */
export function showHistoryAsJson(history: ReleaseHistory, pen: Pen, redact: (text: string) => string) {
  const barriers = history.barriers.map(({ text, ref, revision }) => ({ text, object: jsonObject(ref), revision }))
  const document = { version, ...jsonReleasePlace(history), barriers, revisions: history.revisions.map(jsonRevision) }
  pen.json(redactStrings(document, redact), 2)
}

/** A revision in the form that docs/output.md documents. */
export function jsonRevision(revision: ListedRevision) {
  const { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason } = revision
  const { beyondBarrier, untouched, writes, changes } = revision
  const facts = { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason }
  return { ...facts, beyondBarrier, untouched, writes, changes }
}

function age({ createdAt }: ListedRevision, now: number): string {
  return createdAt === '' ? '-' : formatAgo(now - Date.parse(createdAt))
}

/** What its deploy wrote; where that isn't recorded, in which manifests it differs from the one before. */
function changesOf({ writes, changes }: ListedRevision): string {
  const numbers = writes ?? changes
  if (numbers === undefined) return '-'
  const parts = Object.entries(numbers).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
  return parts.length === 0 ? 'none' : parts.join(', ')
}
