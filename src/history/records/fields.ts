import { isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'

/** Stored data that isn't in the form in which kdeploy writes it. Its message says what doesn't fit, to follow a subject. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
}

/** Checks of single fields of what was read from the cluster. `what` names the field in a message: `its reason`. */

export function mapOf(value: Json | undefined, what: string): JsonObject {
  if (isMap(value)) return value
  throw new FormatError(`${what} is not a map`)
}

export function listOf<Item>(value: Json | undefined, what: string, read: (item: Json, what: string) => Item): Item[] {
  if (!Array.isArray(value)) throw new FormatError(`${what} is not a list`)
  return value.map((item, index) => read(item, `item ${index + 1} of ${what}`))
}

export function stringOf(value: Json | undefined, what: string): string {
  if (typeof value === 'string') return value
  throw new FormatError(`${what} is not text`)
}

export function optional<Item>(
  value: Json | undefined,
  what: string,
  read: (value: Json, what: string) => Item,
): Item | undefined {
  return value === undefined ? undefined : read(value, what)
}

export function booleanOf(value: Json | undefined, what: string): boolean {
  if (typeof value === 'boolean') return value
  throw new FormatError(`${what} is not true or false`)
}

/** RFC 3339 in UTC, as kdeploy writes it. */
export function timeOf(value: Json | undefined, what: string): string {
  const text = stringOf(value, what)
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) && Number.isFinite(Date.parse(text))) return text
  throw new FormatError(`${what} is not a time`)
}
