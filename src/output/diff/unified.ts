import { allLines, type TextHunk, textHunks } from '../../plan/diff/text-hunks.ts'
import type { ObjectDiff } from '../../plan/diff/types.ts'
import type { Pen } from '../terminal/screen.ts'

const signs = { added: '+', removed: '-', context: ' ' } as const

const sides = ['LIVE', 'MERGED'] as const

/**
 * Shows whole objects as `kubectl diff` does: a unified diff of their YAML, for tools that read one. An object that is deleted or
 * orphaned is named as `diff -r` names what is on one side alone. `folder`: where the objects of one of several releases are, so that
 * no two files have the same name.
 */
export function showUnified(diffs: readonly ObjectDiff[], pen: Pen, folder = ''): void {
  const below = folder === '' ? '' : `/${folder}`
  for (const diff of diffs) {
    if (diff.action === 'delete' || diff.action === 'orphan') pen.line(`Only in LIVE${below}: ${fileNameOf(diff)}`)
    else showObject(diff, pen, below)
  }
}

function showObject(diff: ObjectDiff, pen: Pen, below: string): void {
  const { before, after } = diff.texts()
  const file = `${below}/${fileNameOf(diff)}`
  const [live, merged] = [before, after].map((text, side) => (text === '' ? '/dev/null' : `${sides[side]}${file}`))
  const lines = unifiedLines(before, after)
  if (lines.length === 0) return
  pen.line(`diff -u -N LIVE${file} MERGED${file}`)
  pen.line(`--- ${live}`)
  pen.line(`+++ ${merged}`)
  for (const line of lines) pen.line(line)
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
