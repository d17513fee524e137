import { count } from '../counts.ts'
import { stringifyJson } from '../json.ts'
import { shorten } from '../shorten.ts'
import type { Json } from './types.ts'

/**
 * What a field holds, for an error: `a string: "foo"`, `a list of 2 items`. `shown` replaces the value's text, e.g. by
 * its masked form.
 */
export function describeValue(value: Json | undefined, shown?: string): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return `a list of ${count(value.length, 'item')}`
  if (typeof value === 'object') {
    const keys = Object.keys(value)
    return keys.length === 0 ? 'an empty map' : `a map of ${keys.slice(0, 3).join(', ')}${keys.length > 3 ? ', …' : ''}`
  }
  const type = typeof value === 'bigint' ? 'number' : typeof value
  return `a ${type}: ${shorten(shown ?? stringifyJson(value), { most: 60, firstLines: 1 })}`
}
