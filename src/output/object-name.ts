import { describeRef } from '../manifest/identity.ts'
import type { ObjectRef } from '../manifest/types.ts'

/**
 * How a line of a run calls an object: its name can't derive from a sensitive value, so a secret that is a part of it by
 * chance is left; a name that is a known secret as a whole (somebody pasted a token) is masked.
 */
export function objectName(ref: ObjectRef, redact: (text: string) => string): string {
  const masked = redact(ref.name)
  return describeRef(/^\(masked \d+\)$/.test(masked) ? { ...ref, name: masked } : ref)
}
