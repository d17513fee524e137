import { asList, asMap, getOwn, isMap } from '../json-map.ts'
import { lazily } from '../lazily.ts'
import type { JsonObject } from '../manifest/types.ts'
import { anyObject, anything, type Format, type Limits, type Schema, type SchemaType } from './check/schema.ts'
import { readPattern } from './pattern/pattern.ts'

const types: Readonly<Record<string, SchemaType>> = {
  object: 'object',
  array: 'list',
  string: 'string',
  boolean: 'boolean',
  integer: 'integer',
  number: 'number',
}
const formats: readonly string[] = ['int32', 'int64', 'byte', 'date-time'] satisfies Format[]

/** Fields of any object that stands within another (`x-kubernetes-embedded-resource`). */
const embedded: readonly (readonly [string, Schema])[] = [
  ['apiVersion', { type: 'string' }],
  ['kind', { type: 'string' }],
  ['metadata', anyObject],
]

/**
 * The schema in a CustomResourceDefinition's `openAPIV3Schema` (Kubernetes documentation, "Specifying a structural schema"). Rules
 * in CEL and formats beside those of `Format` are left out. `keepsUnknown`: what the schema around says of unknown fields.
 */
export function readOpenApi(json: JsonObject, keepsUnknown = false): Schema {
  const intOrString = json['x-kubernetes-int-or-string'] === true
  const type = intOrString ? 'int-or-string' : getOwn(types, String(json['type']))
  const keeps = json['x-kubernetes-preserve-unknown-fields'] === true
  const inner = (value: unknown) => (isMap(value) ? readOpenApi(value, keepsUnknown) : undefined)
  const several = (name: string) => {
    const all = asList(json[name]).filter(isMap)
    return all.length === 0 ? undefined : all.map((one) => readOpenApi(one, keepsUnknown))
  }
  const isEmbedded = json['x-kubernetes-embedded-resource'] === true
  const required = asList(json['required']).map(String)
  const additional = json['additionalProperties']
  const limits = limitsOf(json)
  // Most of a schema describes fields that no manifest has.
  const fields = lazily(() => {
    const own = Object.entries(asMap(json['properties'])).map(([name, one]) => [name, inner(one) ?? anything] as const)
    return new Map<string, Schema>([...own, ...(isEmbedded ? embedded : [])])
  })
  const items = isMap(json['items']) ? readOpenApi(json['items'], keepsUnknown) : undefined
  return {
    type: type ?? 'any',
    format: formatOf(json, type),
    values: Array.isArray(json['enum']) ? json['enum'] : undefined,
    null: json['nullable'] === true || type === undefined ? 'allowed' : undefined,
    default: json['default'],
    limits,
    get fields() {
      return fields()
    },
    required: isEmbedded ? [...new Set([...required, 'apiVersion', 'kind'])] : required,
    others: additional === true ? anything : inner(additional),
    keepsUnknown: keeps || keepsUnknown,
    items,
    keys: keysOf(json),
    allOf: several('allOf'),
    anyOf: several('anyOf'),
    oneOf: several('oneOf'),
    not: inner(json['not']),
    partial: isPartial(json, limits),
  }
}

/** An integer has 64 bits at most. */
function formatOf({ format }: JsonObject, type: SchemaType | undefined): Format | undefined {
  if (formats.includes(String(format))) return format as Format
  return type === 'integer' || type === 'int-or-string' ? 'int64' : undefined
}

/** Whether a schema says more than is read of it, rules in CEL aside: those can't stand where it matters. */
function isPartial({ format, pattern }: JsonObject, limits: Limits | undefined): boolean {
  const hasOtherFormat = typeof format === 'string' && !formats.includes(format)
  return hasOtherFormat || (typeof pattern === 'string' && limits?.pattern === undefined)
}

function keysOf(json: JsonObject): readonly string[] | undefined {
  if (json['x-kubernetes-list-type'] === 'set') return []
  return json['x-kubernetes-list-type'] === 'map' ? asList(json['x-kubernetes-list-map-keys']).map(String) : undefined
}

function limitsOf(json: JsonObject): Limits | undefined {
  const limits: Record<string, unknown> = {}
  for (const name of numbers)
    if (typeof json[name] === 'number' || typeof json[name] === 'bigint') limits[name] = json[name]
  for (const name of switches) if (json[name] === true) limits[name] = true
  const pattern = typeof json['pattern'] === 'string' ? readPattern(json['pattern']) : undefined
  if (pattern !== undefined) limits['pattern'] = pattern
  return Object.keys(limits).length === 0 ? undefined : limits
}

const numbers = [
  'minimum',
  'maximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]
const switches = ['exclusiveMinimum', 'exclusiveMaximum', 'uniqueItems']
