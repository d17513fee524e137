import { stringifyJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'

/** The body of a server-side apply. The API server reads it as YAML, also where it is the JSON that every YAML 1.2 reader takes. */
export const applyPatch = 'application/apply-patch+yaml'

/** What the server's YAML reader (go-yaml v2) refuses or folds in a quoted text, and JSON needn't escape. */
const misread = /[\u007f-\u009f\u2028\u2029\ufffe\uffff]/g

/** Its limit is 1,024 characters for a key that is known as one by its colon only; `? key` has none. */
const longestSimpleKey = 1000

/**
 * A request's body as text that the API server reads as that value: JSON, in which the characters that YAML misreads are
 * escaped and, in the body of a server-side apply, long keys are written as `? key`.
 */
export function bodyText(body: Json, contentType: string): string {
  const text = contentType === applyPatch && hasLongKey(body) ? writeFlow(body) : stringifyJson(body)
  return text.replace(misread, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A character is six where it is escaped. */
function hasLongKey(value: Json): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(value)) return value.some(hasLongKey)
  return Object.entries(value).some(([key, item]) => key.length > longestSimpleKey / 6 || hasLongKey(item))
}

/** YAML in flow style, which is JSON but for long keys. */
function writeFlow(value: Json): string {
  if (typeof value !== 'object' || value === null) return stringifyJson(value)
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(',')}]`
  const entries = Object.entries(value).map(([name, item]) => {
    const key = bodyText(name, applyPatch)
    return key.length <= longestSimpleKey ? `${key}:${writeFlow(item)}` : `? ${key} : ${writeFlow(item)}`
  })
  return `{${entries.join(',')}}`
}
