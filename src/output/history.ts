import { formatAgo } from '../duration.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import type { ListedRevision, ManifestChanges, ReleaseHistory } from '../workflow/run/results.ts'
import { redactStrings } from './json/json-events.ts'
import { jsonReleasePlace } from './json/json-parts.ts'
import type { Pen } from './terminal/screen.ts'
import { cutEnd, tableOf } from './terminal/text-width.ts'

/** Of the JSON form, as docs/output.md documents it. */
const version = 1

/** Of the table; the JSON form has the whole reason. */
const longestReason = 120

/** Revisions as a table, the newest last, next to the prompt. `now` in milliseconds since 1970. */
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
    shown(when(revision, now)),
    shown(revision.by),
    shown(revision.command),
    shown(changesOf(revision.changes)),
    cutEnd(shown(reasonOf(revision)), longestReason),
  ])
  const titles = ['REVISION', 'STATUS', 'WHEN', 'BY', 'COMMAND', 'CHANGES', 'REASON'].map(ownWords)
  for (const line of tableOf([titles, ...rows])) pen.line(line)
}

function statusOf({ status, undone, untrusted }: ListedRevision): string {
  return [status, undone ? 'undone' : [], untrusted === undefined ? [] : 'not trusted'].flat().join(', ')
}

function reasonOf({ reason, untrusted }: ListedRevision): string {
  if (untrusted === undefined) return reason ?? ''
  return reason === undefined ? `not trusted: ${untrusted}` : `not trusted: ${untrusted}; ${reason}`
}

/** The history as one JSON document. */
export function showHistoryAsJson(history: ReleaseHistory, pen: Pen, redact: (text: string) => string) {
  const document = { version, ...jsonReleasePlace(history), revisions: history.revisions.map(jsonRevision) }
  pen.json(redactStrings(document, redact), 2)
}

/** A revision in the form that docs/output.md documents. */
export function jsonRevision(revision: ListedRevision) {
  const { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason, changes } = revision
  return { number, status, createdAt, finishedAt, by, command, restores, undone, untrusted, reason, changes }
}

/** `5 min ago (2026-11-21T05:00:00Z)`; `-` for one that is gone. */
export function when({ createdAt }: ListedRevision, now: number): string {
  if (createdAt === '') return '-'
  return `${formatAgo(now - Date.parse(createdAt))} (${createdAt.replace(/\.\d+Z$/, 'Z')})`
}

function changesOf(changes: ManifestChanges | undefined): string {
  if (changes === undefined) return '-'
  const parts = Object.entries(changes).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`]))
  return parts.length === 0 ? 'none' : parts.join(', ')
}
