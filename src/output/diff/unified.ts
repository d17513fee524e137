import { structuredPatch } from 'diff'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Pen } from '../terminal/screen.ts'

/** Unchanged lines around a change, as `diff -u` has them. */
const contextLines = 3

/** Beyond it a comparison line by line takes seconds, and nobody reads it: the whole text is shown as replaced. */
const mostEdits = 2000

/**
 * Shows whole objects as `kubectl diff` does: a unified diff of their YAML, for tools that read one. An object that is deleted or
 * orphaned is named as `diff -r` names what is on one side alone.
 */
export function showUnified(diffs: readonly ObjectDiff[], pen: Pen): void {
  for (const diff of diffs) {
    if (diff.action === 'delete' || diff.action === 'orphan') pen.line(`Only in LIVE: ${fileNameOf(diff)}`)
    else showObject(diff, pen)
  }
}

function showObject(diff: ObjectDiff, pen: Pen): void {
  const { before, after } = diff.texts()
  const [live, merged] = namesOf(diff, before, after)
  const lines = unifiedLines(before, after)
  if (lines.length === 0) return
  pen.line(`diff -u -N LIVE/${fileNameOf(diff)} MERGED/${fileNameOf(diff)}`)
  pen.line(`--- ${live}`)
  pen.line(`+++ ${merged}`)
  for (const line of lines) pen.line(line)
}

function namesOf(diff: ObjectDiff, before: string, after: string): readonly [string, string] {
  const name = fileNameOf(diff)
  return [before === '' ? '/dev/null' : `LIVE/${name}`, after === '' ? '/dev/null' : `MERGED/${name}`]
}

/** `apps.v1.Deployment.my-ns.web`, as kubectl names the files that it compares. */
export function fileNameOf({ ref }: Pick<ObjectDiff, 'ref'>): string {
  const { group, version, kind, namespace, name } = ref
  return [group, version, kind, namespace, name].filter((part) => part !== undefined && part !== '').join('.')
}

function unifiedLines(before: string, after: string): string[] {
  if (before === after) return []
  const patch = structuredPatch('', '', before, after, '', '', { context: contextLines, maxEditLength: mostEdits })
  const hunks = patch?.hunks ?? [
    {
      ...{ oldStart: 1, oldLines: linesOf(before).length, newStart: 1, newLines: linesOf(after).length },
      lines: [...linesOf(before).map((line) => `-${line}`), ...linesOf(after).map((line) => `+${line}`)],
    },
  ]
  return hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    // A side without lines starts at 0 (POSIX, diff).
    `@@ -${oldLines === 0 ? 0 : oldStart},${oldLines} +${newLines === 0 ? 0 : newStart},${newLines} @@`,
    ...lines,
  ])
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
