import { isDeepStrictEqual } from 'node:util'
import { stringifyJson } from '../json.ts'
import { getOwn, isMap, type Json } from '../json-map.ts'
import { parseQuantity } from '../manifest/quantity.ts'
import { nearest } from '../nearest.ts'
import { shorten } from '../shorten.ts'

/** What a field is to be. */
export interface Matcher {
  /** In words, behind "expected": `3`, `more than 2`. */
  readonly expected: string
  /** Whether a field has to be there at all. */
  readonly presence: 'required' | 'refused'
  /** What to do where a value isn't accepted. */
  readonly hint?: string | undefined
  accepts(value: Json): boolean
}

/** What makes a matcher of an operand; a text says what is wrong with that. */
type Make = (operand: Json) => Matcher | string

const makers: Readonly<Record<string, Make>> = {
  equals: (operand) => valueMatcher(shown(operand), (value) => isDeepStrictEqual(value, operand)),
  not: (operand) => valueMatcher(`anything but ${shown(operand)}`, (value) => !isDeepStrictEqual(value, operand)),
  exists: (operand) => {
    if (typeof operand !== 'boolean') return 'must be true or false'
    if (operand) return valueMatcher('a value', () => true)
    return { expected: 'nothing there', presence: 'refused', accepts: () => false }
  },
  matches: (operand) => {
    const pattern = typeof operand === 'string' ? patternOf(operand) : undefined
    if (pattern === undefined) return 'must be a regular expression'
    return valueMatcher(`a text that matches ${operand}`, (value) => typeof value === 'string' && pattern.test(value))
  },
  contains: (operand) => valueMatcher(`something that contains ${shown(operand)}`, (value) => contains(value, operand)),
  length: (operand) => {
    if (typeof operand !== 'number' || !Number.isInteger(operand) || operand < 0) return 'must be a whole number'
    return valueMatcher(`a length of ${operand}`, (value) => lengthOf(value) === operand)
  },
  above: (operand) => comparison('more than', operand, (value, limit) => value > limit),
  below: (operand) => comparison('less than', operand, (value, limit) => value < limit),
}

/** The names of all matchers. */
export const matcherNames: readonly string[] = Object.keys(makers)

/**
 * What a test file has as a field's value: a map with nothing but the names of matchers in it is these, all of which must accept;
 * anything else is the value itself. A text says what is wrong.
 */
export function matcherOf(written: Json): Matcher | string {
  const names = isMap(written) ? Object.keys(written) : []
  if (!isMap(written) || names.length === 0 || !names.every((name) => Object.hasOwn(makers, name)))
    return { ...valueMatcher(shown(written), (value) => isDeepStrictEqual(value, written)), hint: hintFor(names) }
  const made: Matcher[] = []
  for (const name of names) {
    const one = makers[name]?.(written[name] ?? null)
    if (typeof one === 'string') return `\`${name}\` ${one}`
    if (one !== undefined) made.push(one)
  }
  const [first, ...others] = made
  if (first === undefined || others.length === 0) return first ?? 'is empty'
  if (made.some(({ presence }) => presence === 'refused')) return "`exists: false` doesn't go with other matchers"
  return valueMatcher(made.map(({ expected }) => expected).join(' and '), (value) =>
    made.every((one) => one.accepts(value)),
  )
}

/** A map that is probably meant as a matcher. */
function hintFor([name, ...others]: readonly string[]): string | undefined {
  const meant = name === undefined || others.length > 0 ? undefined : nearest(name, matcherNames)
  return meant === undefined ? undefined : `this is a map to compare with; the matcher is called \`${meant}\``
}

function valueMatcher(expected: string, accepts: (value: Json) => boolean): Matcher {
  return { expected, presence: 'required', accepts }
}

function comparison(words: string, operand: Json, holds: (value: number, limit: number) => boolean): Matcher | string {
  const limit = parseQuantity(operand)
  if (limit === undefined) return 'must be a number or a quantity'
  return valueMatcher(`${words} ${shown(operand)}`, (value) => {
    const amount = parseQuantity(value)
    return amount !== undefined && holds(amount, limit)
  })
}

function patternOf(text: string): RegExp | undefined {
  try {
    return new RegExp(text, 'u')
  } catch {
    return undefined
  }
}

/** A text that stands in another, an item of a list, or the fields of a map; of items and fields that are maps, a part is enough. */
function contains(value: Json, part: Json): boolean {
  if (typeof value === 'string') return typeof part === 'string' && value.includes(part)
  if (Array.isArray(value)) return value.some((item) => covers(item, part))
  return isMap(value) && isMap(part) && covers(value, part)
}

function covers(value: Json | undefined, part: Json): boolean {
  if (!isMap(part) || !isMap(value)) return isDeepStrictEqual(value, part)
  return Object.entries(part).every(([key, inner]) => covers(getOwn(value, key), inner))
}

function lengthOf(value: Json): number | undefined {
  if (typeof value === 'string') return [...value].length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

/** A value as messages have it, to be cut where it is shown. */
export function shown(value: Json): string {
  return shorten(stringifyJson(value), { most: 120, firstLines: 1 })
}
