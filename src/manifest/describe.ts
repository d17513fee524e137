import { count } from '../counts.ts'
import type { Place } from '../errors.ts'
import { stringifyJson } from '../json.ts'
import { shorten } from '../shorten.ts'
import type { Json, UsedVariable } from './types.ts'

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

/** Where the value of a variable comes from: `image from default.yaml:6 (tag from --set)`. */
export function describeVariable({ name, by, place, from = [] }: UsedVariable): string {
  const parts = from.length === 0 ? '' : ` (${from.map(describeVariable).join(', ')})`
  return `${name} from ${place === undefined ? by : placeOf(place, by)}${parts}`
}

/** A source's name where the place is only the line that asks for it. */
function placeOf(place: Place, by: string): string {
  return place.file === by ? formatLine(place) : `${by} (${formatLine(place)})`
}

/** `web.yaml:8`. */
export function formatLine({ file, line }: Place): string {
  return line === undefined ? file : `${file}:${line}`
}
