import { joinNames } from '../counts.ts'
import { formatAgo, formatWhen } from '../duration.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import type { ListedImage, ListedRevision, ReleaseHistory } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonBarrier, jsonExpiry, jsonReleasePlace } from './json/json-parts.ts'
import { describeExpiry, describeFrozen } from './progress/freezes.ts'
import { objectName } from './terminal/object-name.ts'
import type { Pen } from './terminal/screen.ts'
import { cutEnd, cutMiddle, tableOf, widthOf, wrap } from './terminal/text-width.ts'

/** Of the JSON form, as docs/reference/output.md documents it. */
const version = 1

/** Of a row, where nothing else limits it; the JSON form has the whole reason. */
const longestReason = 200

/** Of a reason below its row. */
const mostReasonLines = 3

/** Images that are named in a row. */
const mostImages = 2

/** Characters of a commit that tell it from others. */
const shortCommit = 8

/** The same of a digest. */
const shortDigest = 19

/** What a cell is made with. */
interface Telling {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly redact: (text: string) => string
}

/** One column of the list. What it cuts is masked before. */
interface Column {
  readonly title: string
  readonly text: (revision: ListedRevision, telling: Telling) => string
  /** On a narrow terminal. Default: the same. */
  readonly narrow?: (revision: ListedRevision, telling: Telling) => string
  /** It is left out where it is empty in every row. Default: it stays. */
  readonly isOptional?: true
}

const columns: readonly Column[] = [
  { title: 'REVISION', text: ({ number }) => String(number ?? '-') },
  { title: 'STATUS', text: statusOf },
  { title: 'WHEN', text: ({ createdAt }, { now }) => formatWhen(createdAt, now), narrow: age },
  { title: 'BY', text: ({ by }) => by },
  { title: 'COMMAND', text: ({ command }) => command },
  { title: 'CHANGES', text: changesOf },
  { title: 'IMAGES', text: imagesIn, isOptional: true },
  { title: 'COMMIT', text: ({ commit = '' }, { redact }) => redact(commit).slice(0, shortCommit), isOptional: true },
  // That of a run on one release tells nothing that its number doesn't.
  { title: 'RUN', text: ({ run }) => (run === undefined || run.releases === 1 ? '' : run.id), isOptional: true },
]

/** What may be cut on a narrow terminal, in this order, and to how many columns at least. */
const cuttable: readonly { readonly title: string; readonly least: number }[] = [
  { title: 'IMAGES', least: 14 },
  { title: 'BY', least: 10 },
  { title: 'COMMAND', least: 10 },
  { title: 'CHANGES', least: 12 },
]

/** What is left out where cutting isn't enough, in this order. */
const expendable: readonly string[] = ['RUN', 'IMAGES', 'COMMIT']

/**
 * Revisions as a table, the newest last, next to the prompt. On a terminal that it is too wide for, the times are relative alone,
 * each reason stands below its row, and images and commit are there if there is room. `now` in milliseconds since 1970. `labelOf`: the
 * release that one is of, where they are of several.
 */
export function showHistory(
  { revisions }: Pick<ReleaseHistory, 'revisions'>,
  now: number,
  pen: Pen,
  redact: (text: string) => string,
  labelOf?: (revision: ListedRevision) => string,
) {
  const shown = (text: string): Shown => shownLine(text, redact)
  const telling = { now, redact }
  const release: Column[] = labelOf === undefined ? [] : [{ title: 'RELEASE', text: labelOf }]
  const used = [...release, ...columns].filter(
    ({ text, isOptional }) => isOptional !== true || revisions.some((revision) => text(revision, telling) !== ''),
  )
  const reasons = revisions.map((revision) => shown(reasonOf(revision)))
  const rows = (which: readonly Column[], isNarrow: boolean) => [
    which.map(({ title }) => ownWords(title)),
    ...revisions.map((revision) =>
      which.map(({ text, narrow }) => shown((isNarrow ? (narrow ?? text) : text)(revision, telling))),
    ),
  ]
  const beside = [ownWords('REASON'), ...reasons.map((reason) => cutEnd(reason, longestReason))]
  const whole = tableOf(rows(used, false).map((row, index) => [...row, beside[index] ?? ownWords('')]))
  const width = pen.columns
  if (width === undefined || whole.every((line) => widthOf(line) <= width)) {
    for (const line of whole) pen.line(line)
    return
  }
  for (const [index, line] of fitTo(used, (which) => rows(which, true), width).entries()) {
    pen.line(line)
    const reason = reasons[index - 1]
    if (reason === undefined || reason === '') continue
    for (const part of wrap(reason, width - 2, mostReasonLines)) pen.line(`  ${part}`)
  }
}

/** The rows as lines of no more than so many columns: texts are cut, then columns are left out, then lines are cut. */
function fitTo(used: readonly Column[], rowsOf: (which: readonly Column[]) => Shown[][], width: number): Shown[] {
  for (let left = 0; ; left += 1) {
    const gone = expendable.slice(0, left)
    const which = used.filter(({ title }) => !gone.includes(title))
    const fitted = tableOf(cutTo(which, rowsOf(which), width))
    const isFitting = fitted.every((line) => widthOf(line) <= width)
    if (isFitting || left === expendable.length) return fitted.map((line) => cutEnd(line, width))
  }
}

function cutTo(which: readonly Column[], rows: Shown[][], width: number): Shown[][] {
  let fitted = rows
  for (const { title, least } of cuttable) {
    const column = which.findIndex((one) => one.title === title)
    const over = Math.max(...tableOf(fitted).map(widthOf)) - width
    if (over <= 0 || column < 0) continue
    const widest = Math.max(...fitted.map((row) => widthOf(row[column] ?? ownWords(''))))
    const most = Math.max(least, widest - over)
    fitted = fitted.map((row) => row.map((cell, index) => (index === column ? cutMiddle(cell, most) : cell)))
  }
  return fitted
}

/** `shop:1.4, proxy:2 and 1 more`: without their registries and folders. */
function imagesIn({ images }: ListedRevision, { redact }: Telling): string {
  return joinNames(images, mostImages, ({ image }) => nameOfImage(redact(image)))
}

function nameOfImage(image: string): string {
  const [name = '', digest] = image.split('@')
  const short = name.slice(name.lastIndexOf('/') + 1)
  return digest === undefined ? short : `${short}@${digest.slice(0, shortDigest)}`
}

/** Until when nobody may write to the release, and when it expires, where either is so. `now` in milliseconds since 1970. */
export function showTimes({ freeze, expiry }: Pick<ReleaseHistory, 'freeze' | 'expiry'>, now: number, pen: Pen): void {
  if (expiry !== undefined) pen.safeLine(shownLine(describeExpiry(expiry, now), pen.redact))
  if (freeze !== undefined) pen.safeLine(shownLine(describeFrozen(freeze, now), pen.redact))
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

/** `succeeded, undone`. */
export function statusOf({ status, undone, beyondBarrier, untrusted }: ListedRevision): string {
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
  pen.json(redactStrings({ version, ...jsonHistory(history) }, redact), 2)
}

/** A release's history in the form that docs/reference/output.md documents, not masked yet. */
export function jsonHistory(history: ReleaseHistory) {
  return {
    ...jsonReleasePlace(history),
    freeze: history.freeze,
    expires: jsonExpiry(history.expiry),
    barriers: history.barriers.map(jsonBarrier),
    revisions: history.revisions.map(jsonRevision),
  }
}

/** A revision in the form that docs/reference/output.md documents. */
export function jsonRevision(revision: ListedRevision) {
  const { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason } = revision
  const { beyondBarrier, untouched, writes, changes, summary, duration, commit, job, run, images } = revision
  const facts = { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason }
  const more = { summary, duration, commit, job, run: jsonRun(run), images: images.map(jsonImage) }
  return { ...facts, beyondBarrier, untouched, writes, changes, ...more }
}

function jsonRun(run: ListedRevision['run']) {
  return run === undefined ? undefined : { id: run.id, releases: run.releases, allOrNothing: run.allOrNothing }
}

function jsonImage({ image, digests }: ListedImage) {
  return { image, digests: digests.length === 0 ? undefined : digests }
}

function age({ createdAt }: ListedRevision, { now }: Telling): string {
  return createdAt === '' ? '-' : formatAgo(now - Date.parse(createdAt))
}

/** What its deploy wrote; where that isn't recorded, in which manifests it differs from the one before, or that nothing is known. */
export function changesOf({ writes, changes, isExtentUnknown }: ListedRevision): string {
  if (isExtentUnknown) return 'unknown'
  const numbers = writes ?? changes
  if (numbers === undefined) return '-'
  const parts = Object.entries(numbers).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
  return parts.length === 0 ? 'none' : parts.join(', ')
}
