import type { Json } from '../../json-map.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import { isBase64 } from '../../manifest/secret.ts'
import type { ValueProblem } from './problem.ts'
import type { Format, Schema } from './schema.ts'
import { valueProblem } from './values.ts'
import { describe, wrongType } from './wrong-type.ts'

/** What is wrong with a value that should be a scalar. */
export function scalarProblem(value: Json, schema: Schema): ValueProblem | undefined {
  if (!isOfType(value, schema)) return wrongType(value, schema)
  if (schema.type === 'quantity' && parseQuantity(value) === undefined) return notQuantity(value)
  return (schema.format && formatProblem(value, schema.format)) ?? valueProblem(value, schema)
}

function isOfType(value: Json, { type }: Schema): boolean {
  const isNumber = typeof value === 'number' || typeof value === 'bigint'
  switch (type) {
    case 'string':
      return typeof value === 'string'
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return isInteger(value)
    case 'int-or-string':
      return isInteger(value) || typeof value === 'string'
    case 'number':
      return isNumber
    default:
      return isNumber || typeof value === 'string'
  }
}

function isInteger(value: Json): boolean {
  return typeof value === 'bigint' || Number.isInteger(value)
}

const largest: Readonly<Record<string, bigint>> = { int32: 2n ** 31n - 1n, int64: 2n ** 63n - 1n }
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/

/** What is wrong with a value by its format, which only a value of the right type has. */
export function formatProblem(value: Json, format: Format): ValueProblem | undefined {
  switch (format) {
    case 'int32':
    case 'int64': {
      const most = largest[format] ?? 0n
      if (typeof value !== 'number' && typeof value !== 'bigint') return undefined
      if (value <= most && value >= -most - 1n) return undefined
      return { kind: 'value', message: `must be an integer of ${format.slice(3)} bits`, found: `is ${describe(value)}` }
    }
    case 'byte':
      if (typeof value !== 'string' || isBase64(value)) return undefined
      return { kind: 'value', message: 'must be base64', found: `is ${describe(value)}` }
    case 'date-time':
      if (typeof value !== 'string' || dateTime.test(value)) return undefined
      return {
        kind: 'value',
        message: 'must be a time',
        found: `is ${describe(value)}`,
        hint: 'write it as in 2006-01-02T15:04:05Z',
      }
  }
}

/** Such as `1GB`, `512mb` and `2 Gi`. */
function notQuantity(value: Json): ValueProblem {
  const [, number = '', unit = ''] = /^\s*([\d.]+)\s*([kmgtpe])i?b?\s*$/i.exec(String(value)) ?? []
  const meant = unit === '' ? '500m, 2 or 128Mi' : `${number}${unit.toUpperCase()}i`
  return {
    kind: 'value',
    message: 'must be a quantity',
    found: `is ${describe(value)}`,
    hint: unit === '' ? `write it as in ${meant}` : `did you mean ${meant}?`,
  }
}
