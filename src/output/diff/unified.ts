import { allLines, type TextHunk, textHunks } from '../../plan/diff/text-hunks.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Pen } from '../terminal/screen.ts'

const signs = { added: '+', removed: '-', context: ' ' } as const

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
  return (textHunks(before, after) ?? [replaced(before, after)]).flatMap(
    ({ oldStart, oldLines, newStart, newLines, lines }) => [
      // A side without lines starts at 0 (POSIX, diff).
      `@@ -${oldLines === 0 ? 0 : oldStart},${oldLines} +${newLines === 0 ? 0 : newStart},${newLines} @@`,
      ...lines.map(({ kind, text }) => signs[kind] + text),
    ],
  )
}

function replaced(before: string, after: string): TextHunk {
  const [old, now] = [allLines('removed', before), allLines('added', after)]
  return { oldStart: 1, oldLines: old.length, newStart: 1, newLines: now.length, lines: [...old, ...now] }
}
