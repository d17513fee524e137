import { parseJson } from '../json.ts'
import { ownWords, type Shown, shownLine } from '../masking/shown.ts'
import { shorten } from '../shorten.ts'
import type { ObjectStatus } from '../workflow/run/results.ts'
import { cutEnd } from './terminal/text-width.ts'

/** One thing in which an object differs from its revision. */
export interface DriftLine {
  readonly text: string
  /** Of a text of several lines, those that differ; the whole stands in the JSON form alone. */
  readonly changed: readonly Shown[]
}

/** Characters of a value, or of a line of one. */
const mostOfValue = 100

/** Lines of a value. */
const mostLines = 10

/** What somebody changed, a field a line, with who did and when, the value as it was deployed and as it is. */
export function driftLines(
  { drift, claimedBy }: Pick<ObjectStatus, 'drift' | 'claimedBy'>,
  redact: (text: string) => string,
): DriftLine[] {
  const lines = drift.map(({ field, change, deployed, live, by, at }): DriftLine => {
    const whom = by === undefined ? '' : ` by ${by}`
    const text = `${field} (${change}${whom}${at === undefined ? '' : `, at ${at}`})`
    const changed = changedLines(deployed, live, redact)
    if (changed.length > 0) return { text, changed }
    const values = [deployed, live].flatMap((value) =>
      value === undefined ? [] : shorten(value, { most: mostOfValue }),
    )
    return { text: `${text}: ${values.join(' -> ')}`, changed: [] }
  })
  return claimedBy === undefined ? lines : [{ text: `belongs to ${claimedBy}`, changed: [] }, ...lines]
}

/** What differs between two texts, one of several lines, masked before it is taken apart; none where they aren't such texts. */
function changedLines(
  deployed: string | undefined,
  live: string | undefined,
  redact: (text: string) => string,
): Shown[] {
  const [before, after] = [deployed, live].map((value) => linesOf(value, redact))
  if (before === undefined || after === undefined || before.length + after.length < 3) return []
  const isSame = (one: string | undefined, other: string | undefined) => one !== undefined && one === other
  let start = 0
  while (isSame(before[start], after[start])) start += 1
  let end = 0
  const shortest = Math.min(before.length, after.length) - start
  while (end < shortest && isSame(before.at(-1 - end), after.at(-1 - end))) end += 1
  const differing = (lines: readonly string[], sign: string) =>
    lines.slice(start, lines.length - end).map((line) => cutEnd(shownLine(`${sign} ${line}`, redact), mostOfValue))
  const all = [...differing(before, '-'), ...differing(after, '+')]
  return all.length <= mostLines
    ? all
    : [...all.slice(0, mostLines), ownWords(`… and ${all.length - mostLines} more lines`)]
}

function linesOf(json: string | undefined, redact: (text: string) => string): string[] | undefined {
  const value = json === undefined ? undefined : parseJson(json)
  return typeof value === 'string' ? redact(value).split('\n') : undefined
}
