import type { Field } from './field.ts'
import { checkText, misses, percentage, portName } from './texts.ts'

const mostInt32 = 2 ** 31 - 1

/** A number that isn't there is in any range. */
export function checkRange(field: Field, least: number, most: number): void {
  const { number } = field
  if (number !== undefined && (number < least || number > most)) field.refuse(`must be between ${least} and ${most}`)
}

export function checkAtLeast(field: Field, least: number): void {
  const { number } = field
  if (number !== undefined && number < least)
    field.refuse(least === 0 ? 'must not be negative' : `must be at least ${least}`)
}

/** Each of these fields of a map. */
export function checkNotNegative(map: Field, ...keys: readonly string[]): void {
  for (const key of keys) checkAtLeast(map.at(key), 0)
}

export function checkPort(field: Field): void {
  checkRange(field, 1, 65535)
}

/** 0 stands for none. */
export function checkOptionalPort(field: Field): void {
  if (field.number !== 0) checkPort(field)
}

/** The number of a port, or its name. */
export function checkPortOrName(field: Field): void {
  if (field.text === undefined) checkPort(field)
  else if (/^\d+$/.test(field.text)) field.refuse('is a port number in quotes', 'write the number without quotes')
  else checkText(field, portName)
}

/** Of a user or a group. */
export function checkId(field: Field): void {
  checkRange(field, 0, mostInt32)
}

/** The permissions of a file, 0 to 0777. */
export function checkFileMode(field: Field): void {
  const { number } = field
  if (number !== undefined && (number < 0 || number > 0o777))
    field.refuse('must be between 0 and 0777 (511)', 'write the mode with a leading 0, and without quotes: 0644')
}

/** A count, or a percentage of the pods. `most`: of the percentage. */
export function checkCountOrPercentage(field: Field, most = Number.POSITIVE_INFINITY): void {
  checkAtLeast(field, 0)
  if (field.text === undefined) return
  checkText(field, percentage)
  if (misses(field.text, percentage) === undefined && Number.parseInt(field.text, 10) > most)
    field.refuse(`must be at most ${most}%`)
}

/** Its number, or the number of its percentage; undefined where it is neither. */
export function countOrPercentageOf(field: Field): number | undefined {
  if (field.text === undefined) return field.number
  return misses(field.text, percentage) === undefined ? Number.parseInt(field.text, 10) : undefined
}
