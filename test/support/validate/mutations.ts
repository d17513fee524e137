import type { FieldPath } from '../../../src/field-path.ts'
import { formatPath } from '../../../src/field-path.ts'
import { isMap, type Json } from '../../../src/json-map.ts'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** A manifest with one mistake. */
export interface Mutation {
  /** `service: a number too large at spec.ports[0].port`. */
  readonly name: string
  readonly object: KubeObject
}

/** One kind of mistake; `undefined` deletes the field, no result leaves it as it is. */
interface Mistake {
  readonly name: string
  /** What stands there instead; none where the mistake can't be made there. */
  readonly of: (value: Json, path: FieldPath) => Instead | undefined
}

interface Instead {
  readonly value: Json | undefined
  /** Default: the same. */
  readonly key?: string
}

const strings = (name: string, change: (text: string) => string): Mistake => ({
  name,
  of(value) {
    const changed = typeof value === 'string' ? change(value) : value
    return changed === value ? undefined : { value: changed }
  },
})

const numbers = (name: string, to: number): Mistake => ({
  name,
  of: (value) => (typeof value === 'number' && value !== to ? { value: to } : undefined),
})

/** Some need the right type to be made. */
const mistakes: readonly Mistake[] = [
  {
    name: 'a typo in the name of',
    of: (value, path) => {
      const key = path.at(-1)
      return typeof key === 'string' && key.length > 3 ? { value, key: key.slice(0, -2) + key.slice(-1) } : undefined
    },
  },
  { name: 'nothing at', of: (_, path) => (path.length > 0 ? { value: undefined } : undefined) },
  { name: 'null at', of: () => ({ value: null }) },
  { name: 'a number for a text at', of: (value) => (typeof value === 'string' ? { value: 5 } : undefined) },
  { name: 'a boolean for a text at', of: (value) => (typeof value === 'string' ? { value: true } : undefined) },
  { name: 'a text for a number at', of: (value) => (typeof value === 'number' ? { value: 'many' } : undefined) },
  { name: 'a number in quotes at', of: (value) => (typeof value === 'number' ? { value: String(value) } : undefined) },
  { name: 'a text for a boolean at', of: (value) => (typeof value === 'boolean' ? { value: 'yes' } : undefined) },
  { name: 'a map for a list at', of: (value) => (Array.isArray(value) ? { value: { a: 'b' } } : undefined) },
  { name: 'an item for its list at', of: (value) => (Array.isArray(value) ? { value: value[0] ?? 'a' } : undefined) },
  { name: 'a list for a map at', of: (value) => (isMap(value) ? { value: [value] } : undefined) },
  { name: 'a text for a map at', of: (value) => (isMap(value) ? { value: 'a' } : undefined) },
  { name: 'an empty list at', of: (value) => (Array.isArray(value) ? { value: [] } : undefined) },
  { name: 'an empty map at', of: (value) => (isMap(value) ? { value: {} } : undefined) },
  {
    name: 'an item twice at',
    of: (value) => (Array.isArray(value) ? { value: [...value, value[0] ?? 'a'] } : undefined),
  },
  strings('an empty text at', () => ''),
  strings('upper case at', (text) => text.toUpperCase()),
  strings('lower case at', (text) => text.toLowerCase()),
  strings('a space in', (text) => `${text.slice(0, 1)} ${text.slice(1)}`),
  strings('an underscore in', (text) => `${text.slice(0, 1)}_${text.slice(1)}`),
  strings('a hyphen first in', (text) => `-${text}`),
  strings('too long a text at', () => 'x'.repeat(300)),
  strings('64 characters at', () => 'x'.repeat(64)),
  strings('a slash first in', (text) => `/${text}`),
  strings('a wrong unit at', (text) => text.replace(/^(\d+)(Mi|Gi|m|k)$/, '$1 $2B')),
  strings('a comma in the number at', (text) => text.replace(/^(\d+)(Mi|Gi|m|k|%)?$/, '$1,5$2')),
  strings('a negative amount at', (text) => text.replace(/^(\d+(?:Mi|Gi|m|k|%)?)$/, '-$1')),
  strings('a huge amount at', (text) => text.replace(/^\d+((?:Mi|Gi|m|k|%)?)$/, '99999$1')),
  numbers('-1 at', -1),
  numbers('0 at', 0),
  numbers('70000 at', 70_000),
  numbers('a number beyond 32 bits at', 2 ** 31),
  { name: 'a fraction at', of: (value) => (typeof value === 'number' ? { value: value + 0.5 } : undefined) },
  { name: 'not its negation at', of: (value) => (typeof value === 'boolean' ? { value: !value } : undefined) },
]

/** Every mistake at every field of a manifest, in a fixed order. */
export function* mutationsOf(base: string, object: JsonObject): Iterable<Mutation> {
  for (const path of pathsOf(object)) {
    // Without them, the API server isn't asked: kdeploy can't say where.
    if (path.length === 1 && path[0] === 'kind') continue
    for (const mistake of mistakes) {
      const value = at(object, path)
      const instead = mistake.of(value, path)
      if (instead === undefined) continue
      const changed = replaceAt(object, path, instead)
      if (isMap(changed)) yield { name: `${base}: ${mistake.name} ${formatPath(path)}`, object: changed as KubeObject }
    }
  }
}

function at(value: Json, path: FieldPath): Json {
  return path.reduce<Json>((inner, step) => (inner as Record<string | number, Json>)[step] ?? null, value)
}

function* pathsOf(value: Json, path: FieldPath = []): Iterable<FieldPath> {
  if (path.length > 0) yield path
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* pathsOf(item, [...path, index])
  else if (isMap(value)) for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key])
}

function replaceAt(value: Json, path: FieldPath, instead: Instead): Json {
  const [step, ...rest] = path
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => {
      if (index !== step) return [item]
      if (rest.length > 0) return [replaceAt(item, rest, instead)]
      return instead.value === undefined ? [] : [instead.value]
    })
  }
  if (!isMap(value)) return value
  const entries = Object.entries(value).flatMap(([key, item]): [string, Json][] => {
    if (key !== step) return [[key, item]]
    if (rest.length > 0) return [[key, replaceAt(item, rest, instead)]]
    return instead.value === undefined ? [] : [[instead.key ?? key, instead.value]]
  })
  return Object.fromEntries(entries)
}
