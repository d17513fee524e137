import { isMap, type Json } from '../../json-map.ts'
import { fieldAt, listAt, textAt, textsAt } from '../../manifest/fields.ts'
import type { JsonObject } from '../../manifest/types.ts'

/** Whether a LabelSelector fits labels (apimachinery, meta/v1): an empty one fits all, one that is missing or malformed none. */
export function selects(selector: Json | undefined, labels: JsonObject): boolean {
  if (!isMap(selector)) return false
  const wanted = fieldAt(selector, 'matchLabels')
  const isFitting = Object.entries(isMap(wanted) ? wanted : {}).every(([key, value]) => labels[key] === value)
  return isFitting && listAt(selector, 'matchExpressions').every((expression) => meets(expression, labels))
}

function meets(expression: JsonObject, labels: JsonObject): boolean {
  const value = labels[textAt(expression, 'key')]
  const isListed = typeof value === 'string' && textsAt(expression, 'values').includes(value)
  const operator = textAt(expression, 'operator')
  if (operator === 'In') return isListed
  if (operator === 'NotIn') return !isListed
  if (operator === 'Exists') return value !== undefined
  return operator === 'DoesNotExist' && value === undefined
}
