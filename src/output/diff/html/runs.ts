import type { DiffLine } from '../../../plan/diff/types.ts'

/** Lines that follow each other: unchanged ones, or removed ones with those that take their place. */
export interface Run {
  readonly kind: 'context' | 'change'
  readonly lines: readonly MarkedLine[]
}

/** A line in three parts; the one in the middle is what differs from its counterpart, `''` where there is none to compare with. */
export interface MarkedLine {
  readonly kind: DiffLine['kind']
  readonly parts: readonly [before: string, changed: string, after: string]
}

/** The lines of a hunk as runs. Texts are masked already: they are taken apart here. */
export function toRuns(lines: readonly DiffLine[]): Run[] {
  const groups: DiffLine[][] = []
  for (const line of lines) {
    const last = groups.at(-1)
    if (last !== undefined && continues(last.at(-1)?.kind, line.kind)) last.push(line)
    else groups.push([line])
  }
  return groups.map((group) => ({
    kind: group[0]?.kind === 'context' ? 'context' : 'change',
    lines: mark(group),
  }))
}

/** After added lines, a removed one begins another change. */
function continues(previous: DiffLine['kind'] | undefined, kind: DiffLine['kind']): boolean {
  return previous === kind || (previous === 'removed' && kind === 'added')
}

function mark(lines: readonly DiffLine[]): MarkedLine[] {
  const removed = lines.filter(({ kind }) => kind === 'removed')
  const added = lines.filter(({ kind }) => kind === 'added')
  // Of as many lines on both sides each has its counterpart.
  const isPaired = removed.length === added.length
  const unmarked = ({ kind, text }: DiffLine): MarkedLine => ({ kind, parts: [text, '', ''] })
  if (!isPaired) return lines.map(unmarked)
  return lines.map((line, index) => {
    const other = line.kind === 'removed' ? added[index] : removed[index - removed.length]
    return other === undefined ? unmarked(line) : { kind: line.kind, parts: changedPart(line.text, other.text) }
  })
}

/** What differs, as whole words; not told where the lines have nothing else in common. */
function changedPart(text: string, other: string): MarkedLine['parts'] {
  const shorter = Math.min(text.length, other.length)
  let start = 0
  while (start < shorter && text[start] === other[start]) start++
  let end = 0
  while (end < shorter - start && text[text.length - 1 - end] === other[other.length - 1 - end]) end++
  if (isWord(text[start]) || isWord(other[start])) while (isWord(text[start - 1])) start--
  const lasts = [text[text.length - end - 1], other[other.length - end - 1]]
  if (lasts.some(isWord)) while (end > 0 && isWord(text[text.length - end])) end--
  const isWhole = text.slice(0, start).trim() === '' && text.slice(text.length - end).trim() === ''
  if (isWhole) return [text, '', '']
  return [text.slice(0, start), text.slice(start, text.length - end), text.slice(text.length - end)]
}

/** Neither blank nor punctuation; half of a character, too. */
function isWord(unit: string | undefined): boolean {
  return unit !== undefined && /[^\s!-/:-@[-`{-~]/.test(unit)
}
