import { asMap, isMap } from '../../../src/json-map.ts'
import type { Json, JsonObject } from '../../../src/manifest/types.ts'

/** Where a value doesn't fit a structural schema: fields that it doesn't know, other types, values outside an enum. */
export function misfits(schema: JsonObject, value: Json, at: string): string[] {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return []
  if (Array.isArray(value)) {
    if (schema['type'] !== 'array') return [`${at}: a list`]
    return value.flatMap((item, index) => misfits(asMap(schema['items']), item, `${at}[${index}]`))
  }
  if (isMap(value)) {
    if (schema['type'] !== 'object') return [`${at}: a map`]
    const [properties, others] = [asMap(schema['properties']), schema['additionalProperties']]
    return Object.entries(value).flatMap(([name, item]) => {
      const inner = properties[name] ?? others
      return isMap(inner) ? misfits(inner, item, `${at}.${name}`) : [`${at}.${name}: not in the schema`]
    })
  }
  const types = schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : [schema['type']]
  if (!types.includes(typeof value === 'number' ? numberType(types, value) : typeof value))
    return [`${at}: ${JSON.stringify(value)} is not of the type ${types.join(', ')}`]
  const allowed = schema['enum']
  return Array.isArray(allowed) && !allowed.includes(value)
    ? [`${at}: ${JSON.stringify(value)} is not in the enum`]
    : []
}

function numberType(types: readonly unknown[], value: number): string {
  return types.includes('number') || !Number.isInteger(value) ? 'number' : 'integer'
}
