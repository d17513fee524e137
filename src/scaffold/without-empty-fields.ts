import { isDeepStrictEqual } from 'node:util'
import { isMap, type Json } from '../json-map.ts'
import { readDocuments } from '../yaml/read.ts'

/** As a dry run of kubectl prints what nobody set. */
const emptyLines = /^(?: +creationTimestamp: null|status: \{\}|status:\r?\n {2}loadBalancer: \{\})\r?\n/gm

/**
 * The text of one object without the lines that a dry run of kubectl leaves in it, `creationTimestamp: null` and `status: {}`; as it
 * is where these lines are something else, such as a part of a text.
 */
export function withoutEmptyFields(text: string): string {
  const shorter = text.replace(emptyLines, '')
  if (shorter === text) return text
  const expected = valuesOf(text).map(withoutEmpty)
  return isDeepStrictEqual(valuesOf(shorter), expected) ? shorter : text
}

function valuesOf(text: string): Json[] {
  return readDocuments(text, 'text').map(({ value }) => value)
}

function withoutEmpty(object: Json): Json {
  if (!isMap(object)) return object
  const { status, ...others } = object
  const isEmpty = isDeepStrictEqual(status, {}) || isDeepStrictEqual(status, { loadBalancer: {} })
  return withoutTimes(isEmpty ? others : object)
}

/** A value whose `metadata`, at any depth, have no time that nobody set. */
function withoutTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutTimes)
  if (!isMap(value)) return value
  const entries = Object.entries(value).map(([key, inner]): [string, Json] => {
    if (key !== 'metadata' || !isMap(inner) || inner['creationTimestamp'] !== null) return [key, withoutTimes(inner)]
    const { creationTimestamp: _, ...others } = inner
    return [key, others]
  })
  return Object.fromEntries(entries)
}
