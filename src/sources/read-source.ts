import { createHash } from 'node:crypto'
import { KdeployError } from '../errors.ts'
import { nearest } from '../profile/nearest.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import { type MapNode, mapNode, nest, toNode } from '../variables/tree.ts'
import type { Json } from '../yaml/json.ts'
import { isRemote, readByType } from './registry.ts'
import type { Absent, RenderField, SourceData, SourceWorld } from './source.ts'

export interface ReadSource {
  readonly node: MapNode
  readonly hash: SourceData['hash']
}

/**
 * What one item of `variablesFrom` gives: read, `keys` picked, put under `as`. Offline its `example` stands for what
 * lies outside the project. Throws KdeployError naming the source and where it is asked for.
 */
export async function readSource(
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
  offline: boolean,
): Promise<ReadSource> {
  const { options, place } = spec
  const data = offline && isRemote(spec) ? exampleOf(spec) : await read(spec, render, world)
  if ('absent' in data) {
    if (options.optional !== true) throw absent(spec, data.absent)
    return { node: shape(spec, { values: {}, label: data.absent }, {}), hash: undefined }
  }
  if (typeof data.values !== 'string')
    return { node: shape(spec, data, pick(spec, data, data.values)), hash: data.hash }
  if (options.as !== undefined) return { node: shape(spec, data, data.values), hash: data.hash }
  throw new KdeployError({
    code: 'source-failed',
    category: 'input',
    message: `${data.label} gives text, not a map of variables`,
    place,
    hint: 'name the variable that it is for with `as:`, or set `format:`',
  })
}

/** Says who asked, where a reader's error doesn't. */
async function read(spec: SourceSpec, render: RenderField, world: SourceWorld): Promise<SourceData | Absent> {
  try {
    return await readByType(spec, render, world)
  } catch (error) {
    if (!(error instanceof KdeployError) || error.place !== undefined) throw error
    const { code, category, detail, hint, problems } = error
    const message = `the ${spec.type} source can't be read: ${error.message}`
    throw new KdeployError({ code, category, message, place: spec.place, detail, hint, problems, cause: error })
  }
}

function exampleOf(spec: SourceSpec): SourceData {
  const values = spec.options.example as { [name: string]: Json } | undefined
  if (values === undefined) {
    throw new KdeployError({
      code: 'source-offline',
      category: 'input',
      message: `the ${spec.type} source can't be read offline, and declares no example`,
      place: spec.place,
      hint: 'give it `example:` with a value for each key',
    })
  }
  const value = createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 16)
  const name = spec.options.as ?? liveName(spec)
  const placeOf = (path: readonly (string | number)[]) => spec.placeOf(['example', ...path])
  return {
    values,
    label: `example of the ${spec.type} source`,
    placeOf,
    hash: name === undefined ? undefined : { name, value },
  }
}

/** What HASHES calls a live source that has no `as`. */
function liveName(spec: SourceSpec): string | undefined {
  if (spec.type !== 'configMap' && spec.type !== 'secret') return undefined
  const asked = spec.type === 'configMap' ? spec.options.configMap : spec.options.secret
  return typeof asked === 'string' ? asked : (asked?.selector ?? spec.options.selector)
}

function absent({ place, type }: SourceSpec, what: string): KdeployError {
  return new KdeployError({
    code: 'source-absent',
    category: 'input',
    message: type === 'environment' ? `${what} must be set` : `${what} doesn't exist`,
    place,
    hint: 'set `optional: true` on the source if it may be absent',
  })
}

function pick(
  spec: SourceSpec,
  { label, keys: known }: SourceData,
  values: { readonly [name: string]: Json },
): { [name: string]: Json } {
  const { keys, optional } = spec.options
  if (keys === undefined) return { ...values }
  const picked: [string, Json][] = []
  for (const [index, key] of keys.entries()) {
    const value = Object.hasOwn(values, key) ? values[key] : undefined
    if (value !== undefined) picked.push([key, value])
    else if (optional !== true) {
      const meant = nearest(key, known ?? Object.keys(values))
      throw new KdeployError({
        code: 'source-key-missing',
        category: 'input',
        message: `${label} has no key ${key}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        place: spec.placeOf(['keys', index]),
      })
    }
  }
  return Object.fromEntries(picked)
}

function shape(spec: SourceSpec, data: SourceData, values: Json): MapNode {
  const { as, sensitive } = spec.options
  const { label, placeOf } = data
  const isSensitive = sensitive ?? data.sensitive ?? spec.type === 'secret'
  const node = toNode(values, {
    by: (path) => ({ label, place: placeOf?.(path) ?? spec.place }),
    template: data.template ?? false,
    isFloat: data.isFloat,
    taint: isSensitive ? (path) => ({ source: label, key: path.join('.') }) : undefined,
  })
  const placed = as === undefined ? node : nest([as], node)
  return placed.kind === 'map' ? placed : mapNode([], node.by)
}
