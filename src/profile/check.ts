import type * as z from 'zod/mini'
import { count } from '../counts.ts'
import { KdeployError, type Place } from '../errors.ts'
import { type FieldPath, formatPath, valueAtPath } from '../field-path.ts'
import { stringifyJson } from '../json.ts'
import { asMap, getOwn, isMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { shorten } from '../shorten.ts'
import { knownKeys } from './known-keys.ts'

/** A part of a file that is to have a shape. */
export interface Part {
  readonly value: Json
  /** How messages call it: `the profile file`, `the source`. */
  readonly what: string
  readonly placeOf: (path: FieldPath) => Place
  readonly isFloat: (path: FieldPath) => boolean
  readonly plainText: (path: FieldPath) => string | undefined
}

/** The value if it has the shape; else undefined, with a KdeployError `file-invalid` added for each problem. */
export function check<Shape extends z.ZodMiniType>(
  part: Part,
  shape: Shape,
  problems: KdeployError[],
): z.infer<Shape> | undefined {
  const result = shape.safeParse(part.value)
  if (result.success) return result.data
  for (const issue of result.error.issues) problems.push(...explain(part, issue, shape))
  return undefined
}

/** A map in a checked part as it was written: the check leaves out `__proto__`, which is an error later rather than nothing. */
export function mapIn({ value }: Part, key: string): { readonly [name: string]: Json } {
  return asMap(getOwn(asMap(value), key))
}

type Issue = z.core.$ZodIssue

function explain(part: Part, issue: Issue, shape: z.ZodMiniType): KdeployError[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(shape, path)
    return issue.keys.map((key) => unknownKey(part, [...path, key], known))
  }
  if (issue.code === 'invalid_key') return [invalidKey(part, path, issue)]
  const found = valueAtPath(part.value, path)
  const meant =
    issue.code === 'invalid_union' && isMap(found) ? meantForm(issue, found, knownKeys(shape, path)) : undefined
  if (meant !== undefined) {
    return meant.flatMap((one) => explain(part, { ...one, path: [...path, ...one.path] }, shape))
  }
  const field = path.length === 0 ? part.what : `\`${formatPath(path)}\` of ${part.what}`
  const message =
    found === undefined ? `${field} is missing` : `${field} ${expectation(issue)}, found ${describe(found)}`
  return [new KdeployError({ code: 'file-invalid', category: 'input', message, place: part.placeOf(path) })]
}

type UnionIssue = Extract<Issue, { code: 'invalid_union' }>

/** What a map has wrong as the one of several forms that it lacks least of; undefined where no form is a map. */
function meantForm(
  { errors }: UnionIssue,
  found: { readonly [key: string]: Json },
  known: readonly string[],
): readonly Issue[] | undefined {
  const given = Object.keys(found).flatMap((key) => [key, nearest(key, known) ?? key])
  const lacking = (issues: readonly Issue[]) =>
    issues.filter(({ path: [key] }) => key !== undefined && !given.includes(String(key)))
  return errors
    .filter((issues) => !issues.some(isOtherType))
    .toSorted((left, right) => lacking(left).length - lacking(right).length)[0]
}

function isOtherType({ code, path }: Issue): boolean {
  return code === 'invalid_type' && path.length === 0
}

function unknownKey(part: Part, path: FieldPath, known: readonly string[]): KdeployError {
  const key = String(path.at(-1))
  const meant = nearest(key, known)
  const inside = path.length > 1 ? ` in \`${formatPath(path.slice(0, -1))}\`` : ''
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: known.includes(key)
      ? `the key \`${key}\`${inside} of ${part.what} doesn't go with the others`
      : `unknown key \`${key}\`${inside} of ${part.what}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
    place: part.placeOf(path),
    hint: `known keys: ${known.join(', ')}`,
  })
}

/** A map whose keys are names, one of which isn't. */
function invalidKey(part: Part, path: FieldPath, { issues: [first] }: KeyIssue): KdeployError {
  const key = String(path.at(-1))
  const message = `the name ${JSON.stringify(key)} in \`${formatPath(path.slice(0, -1))}\` of ${part.what} ${first === undefined ? 'is invalid' : expectation(first)}`
  return new KdeployError({ code: 'file-invalid', category: 'input', message, place: part.placeOf(path) })
}

type KeyIssue = Extract<Issue, { code: 'invalid_key' }>

const typeNames: Readonly<Record<string, string>> = {
  string: 'must be a string',
  boolean: 'must be true or false',
  number: 'must be a number',
  int: 'must be a whole number',
  array: 'must be a list',
  object: 'must be a map',
  record: 'must be a map',
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `must be ${issue.expected}`
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return 'must not be empty'
      return issue.inclusive === true && issue.minimum === 0 ? 'must be 0 or more' : 'must be greater than 0'
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be at most ${issue.maximum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'invalid_union':
      return oneOf(issue)
    case 'invalid_format':
      return 'must consist of lower-case letters, digits, - and ., and start and end with a letter or digit'
    default:
      return 'has an invalid format'
  }
}

/** `must be a string or a list`: the types of all forms. */
function oneOf({ errors }: UnionIssue): string {
  const expected = errors.flatMap((issues) => issues.filter(isOtherType).map(expectation))
  if (expected.length === 0) return 'has an invalid format'
  return `must be ${[...new Set(expected)].map((text) => text.replace('must be ', '')).join(' or ')}`
}

/** A value as messages show it: its type, and its text where that is short. */
export function describe(value: Json): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${count(value.length, 'item')}`
  if (typeof value === 'object') return 'a map'
  return `the ${typeof value === 'bigint' ? 'number' : typeof value} ${shorten(stringifyJson(value), { most: 60 })}`
}
