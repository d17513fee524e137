import { stringifyJson } from '../../json.ts'
import { isMap } from '../../json-map.ts'
import type { Json, JsonObject } from '../../manifest/types.ts'

/** Where a Secret keeps what must not be shown. */
export const secretFields: readonly string[] = ['data', 'stringData']

/** `data` is base64: known by what it says, so that the same text in `stringData` is the same. */
export function said(field: string, value: Json): string {
  const text = typeof value === 'string' ? value : stringifyJson(value)
  if (field !== 'data') return text
  const bytes = Buffer.from(text, 'base64')
  const decoded = bytes.toString('utf8')
  // Binary data and invalid base64 are known only as written.
  return Buffer.from(decoded, 'utf8').equals(bytes) && bytes.length > 0 ? decoded : text
}

/** All that a Secret's data says, or that of a copy of one. */
export function textsOfData(object: JsonObject): string[] {
  return secretFields.flatMap((field) => {
    const values = object[field]
    return isMap(values) ? Object.values(values).map((value) => said(field, value)) : []
  })
}
