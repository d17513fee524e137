import { isMap, type Json } from '../../json-map.ts'
import type { Masking } from '../../masking/masking.ts'
import type { DiffLine, Hunk } from './types.ts'

/** A live field may hold a known value that no manifest put there: somebody's copy of it, maybe over several lines. */
export function redactHunks(hunks: readonly Hunk[], redactLines: Masking['redactLines']): Hunk[] {
  const shown = redacted(
    hunks.flatMap(({ lines }) => lines),
    redactLines,
  ).values()
  return hunks.map((hunk) => ({ ...hunk, lines: hunk.lines.map((line) => shown.next().value ?? line) }))
}

/** A value with every text and every key in it redacted. */
export function redactValue(value: Json | undefined, redact: Masking['redact']): Json | undefined {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, redact) ?? null)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [redact(key), redactValue(item, redact) ?? null]),
  )
}

/** What each line shows as one of either side. */
function redacted(lines: readonly DiffLine[], redactLines: Masking['redactLines']): DiffLine[] {
  const before = redactedSide(lines, 'removed', redactLines)
  const after = redactedSide(lines, 'added', redactLines)
  return lines.map((line, index) => {
    const texts = [before[index], after[index]].filter((text) => text !== undefined)
    return { ...line, text: texts.find((text) => text !== line.text) ?? line.text }
  })
}

/** By the index of the line: what it shows as one of this side's lines, which are its own and those of both. */
function redactedSide(
  lines: readonly DiffLine[],
  side: 'removed' | 'added',
  redactLines: Masking['redactLines'],
): (string | undefined)[] {
  const isOfSide = ({ kind }: DiffLine) => kind === side || kind === 'context'
  const shown = redactLines(lines.filter(isOfSide).map(({ text }) => text)).values()
  return lines.map((line) => (isOfSide(line) ? shown.next().value : undefined))
}
