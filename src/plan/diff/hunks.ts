import { isDeepStrictEqual } from 'node:util'
import type { ComparedField } from './compare.ts'
import { linesOf } from './lines.ts'
import type { ReasonOf } from './reasons.ts'
import type { DiffLine, FieldReason, Hunk } from './types.ts'

/** Changed fields as hunks, in their order: what stands together in the object, for the same reason, is one. */
export function toHunks(fields: readonly ComparedField[], reasonOf: ReasonOf): Hunk[] {
  const hunks: (Hunk & { readonly lines: DiffLine[] })[] = []
  for (const field of fields) {
    for (const { path, lines, textLine } of linesOf(field)) {
      const reason = reasonOf(field, textLine)
      const last = hunks.at(-1)
      if (last !== undefined && path !== field.path && last.path === path && isSameReason(last, reason))
        for (const line of lines) last.lines.push(line)
      else hunks.push({ path, ...reason, lines: [...lines] })
    }
  }
  return hunks
}

/** The lines of one map may each have a place of their own: that of the first is enough. */
function isSameReason(one: FieldReason, other: FieldReason): boolean {
  return (
    one.place?.file === other.place?.file &&
    isDeepStrictEqual(one.variables, other.variables) &&
    isDeepStrictEqual(one.follows, other.follows)
  )
}
