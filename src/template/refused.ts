import type { PyValue } from './python/object.ts'

let refused: PyValue | undefined

/** Notes the value that an error is about to name by its type alone, for the hint that says which value it was. */
export function noteRefused(value: PyValue): void {
  refused = value
}

/** The value that was noted last; forgets it. */
export function takeRefused(): PyValue | undefined {
  const value = refused
  refused = undefined
  return value
}
