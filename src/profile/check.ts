import type * as z from 'zod/mini'
import { count } from '../counts.ts'
import { KdeployError, type Place } from '../errors.ts'
import { type FieldPath, formatPath, valueAtPath } from '../field-path.ts'
import { stringifyJson } from '../json.ts'
import { asMap, getOwn, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { shorten } from '../shorten.ts'

/** A part of a file that is to have a shape. */
export interface Part {
  readonly value: Json
  /** How messages call it: `the profile file`, `the source`. */
  readonly what: string
  readonly placeOf: (path: FieldPath) => Place
  readonly isFloat: (path: FieldPath) => boolean
}

/** The value if it has the shape; else undefined, with a KdeployError `file-invalid` added for each problem. */
export function check<Shape extends z.ZodMiniType>(
  part: Part,
  shape: Shape,
  problems: KdeployError[],
): z.infer<Shape> | undefined {
  const result = shape.safeParse(part.value)
  if (result.success) return result.data
  for (const issue of result.error.issues) problems.push(...explain(part, issue, knownKeys(shape, issue.path)))
  return undefined
}

/** A map in a checked part as it was written: the check leaves out `__proto__`, which is an error later rather than nothing. */
export function mapIn({ value }: Part, key: string): { readonly [name: string]: Json } {
  return asMap(getOwn(asMap(value), key))
}

type Issue = z.core.$ZodIssue

function explain(part: Part, issue: Issue, known: readonly string[]): KdeployError[] {
  const path = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => unknownKey(part, [...path, key], known))
  }
  const field = path.length === 0 ? part.what : `\`${formatPath(path)}\` of ${part.what}`
  const found = valueAtPath(part.value, path)
  const message =
    found === undefined ? `${field} is missing` : `${field} ${expectation(issue)}, found ${describe(found)}`
  return [new KdeployError({ code: 'file-invalid', category: 'input', message, place: part.placeOf(path) })]
}

function unknownKey(part: Part, path: FieldPath, known: readonly string[]): KdeployError {
  const key = String(path.at(-1))
  const meant = nearest(key, known)
  const inside = path.length > 1 ? ` in \`${formatPath(path.slice(0, -1))}\`` : ''
  return new KdeployError({
    code: 'file-invalid',
    category: 'input',
    message: `unknown key \`${key}\`${inside} of ${part.what}${meant === undefined ? '' : `; did you mean \`${meant}\`?`}`,
    place: part.placeOf(path),
    hint: `known keys: ${known.join(', ')}`,
  })
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'must be a string',
  boolean: 'must be true or false',
  number: 'must be a number',
  array: 'must be a list',
  object: 'must be a map',
  record: 'must be a map',
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return typeNames[issue.expected] ?? `must be ${issue.expected}`
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string' ? 'must not be empty' : 'must be greater than 0'
    case 'too_big':
      return `must have at most ${issue.maximum} characters`
    case 'invalid_value':
      return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`
    case 'invalid_format':
      return 'must consist of lower-case letters, digits, - and ., and start and end with a letter or digit'
    default:
      return 'has an invalid format'
  }
}

/** The keys of the strict object that holds a path. */
function knownKeys(shape: z.ZodMiniType, path: readonly PropertyKey[]): readonly string[] {
  let at: unknown = shape
  for (const step of [...path, undefined]) {
    while (isWrapper(at)) at = at.def.innerType
    const shapeOf = (at as { def?: { shape?: Record<string, unknown> } }).def?.shape
    if (shapeOf === undefined) return []
    if (step === undefined) return Object.keys(shapeOf)
    at = shapeOf[String(step)]
  }
  return []
}

function isWrapper(shape: unknown): shape is { readonly def: { readonly innerType: unknown } } {
  return typeof shape === 'object' && shape !== null && 'def' in shape && hasInnerType(shape.def)
}

function hasInnerType(definition: unknown): boolean {
  return typeof definition === 'object' && definition !== null && 'innerType' in definition
}

/** A value as messages show it: its type, and its text where that is short. */
export function describe(value: Json): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${count(value.length, 'item')}`
  if (typeof value === 'object') return 'a map'
  return `the ${typeof value === 'bigint' ? 'number' : typeof value} ${shorten(stringifyJson(value), { most: 60 })}`
}
