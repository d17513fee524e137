import { structuredPatch } from 'diff'
import type { DiffLine } from './types.ts'

/** Unchanged lines around a changed one, as `diff -u` has them. */
const contextLines = 3

/** Beyond it a comparison line by line takes seconds, and nobody reads it: the whole text is shown as replaced. */
const mostEdits = 2000

/** A place in which two texts differ; its lines are counted from 1. */
export interface TextHunk {
  readonly oldStart: number
  readonly oldLines: number
  readonly newStart: number
  readonly newLines: number
  readonly lines: readonly DiffLine[]
}

/** Two texts as `diff -u` compares them; undefined where they differ in too many lines. */
export function textHunks(before: string, after: string): TextHunk[] | undefined {
  const patch = structuredPatch('', '', before, after, '', '', { context: contextLines, maxEditLength: mostEdits })
  return patch?.hunks.map(({ lines, ...place }) => ({
    ...place,
    lines: lines.filter((line) => !line.startsWith('\\')).map(diffLine),
  }))
}

/** All lines of a text. */
export function allLines(kind: DiffLine['kind'], text: string): DiffLine[] {
  if (text === '') return []
  const lines = text.replace(/\n$/, '').split('\n')
  return lines.map((line) => ({ kind, text: line }))
}

function diffLine(line: string): DiffLine {
  const kind = line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'context'
  return { kind, text: line.slice(1) }
}
