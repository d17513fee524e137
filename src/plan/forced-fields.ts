import type { ObjectRef } from '../manifest/types.ts'

/** A field that is taken over from whatever manager holds it: an entry of kdeploy.yaml's `forceConflicts`. */
export interface ForcedField {
  readonly kind: string
  /** Default: every object of the kind. */
  readonly name?: string | undefined
  /**
   * `spec.replicas`: that field and all below it; a list's items may be left out, `containers.image` for
   * `containers[name="app"].image`.
   */
  readonly field: string
}

/** Whether a field, as the server names it (`.spec.template.spec.containers[name="app"].image`), is to be taken over. */
export function isForced(ref: ObjectRef, field: string, forced: readonly ForcedField[]): boolean {
  return forced.some(
    (entry) =>
      entry.kind === ref.kind && (entry.name === undefined || entry.name === ref.name) && covers(entry.field, field),
  )
}

function covers(forced: string, field: string): boolean {
  const found = stepsOf(field)
  const asked = stepsOf(forced)
  // Items that aren't named stand for all.
  const compared = asked.some(isItem) ? found : found.filter((step) => !isItem(step))
  return asked.length > 0 && asked.every((step, index) => step === compared[index])
}

/** `.a.b[c]` as `a`, `b`, `[c]`; quotes protect brackets and dots. */
function stepsOf(field: string): string[] {
  return field.match(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^.[\]]+/g) ?? []
}

function isItem(step: string): boolean {
  return step.startsWith('[')
}
