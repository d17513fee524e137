import { KdeployError } from '../errors.ts'
import type { Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import { type MapNode, mapNode, nest, toNode } from '../variables/tree.ts'
import type { Hashed } from './hashes.ts'
import { isRemote, readByType } from './registry.ts'
import type { Absent, RenderField, SourceData, SourceWorld } from './source.ts'

export interface ReadSource {
  readonly node: MapNode
  /** Of a live source. */
  readonly hashed: Hashed | undefined
}

/**
 * What one item of `variablesFrom` gives: read, `keys` picked, put under `as`. Offline its `example` stands for what
 * lies outside the project, and for environment variables that aren't set. Throws KdeployError naming the source and
 * where it is asked for.
 */
export async function readSource(
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
  offline: boolean,
): Promise<ReadSource> {
  const { options, place } = spec
  const data = await readOrExample(spec, render, world, offline)
  world.trace?.('absent' in data ? `source: ${data.absent}: absent` : `source: ${data.label}`)
  if ('absent' in data) {
    if (options.optional !== true) throw absent(spec, data.absent)
    return { node: shape(spec, { values: {}, label: data.absent }, {}), hashed: hashedOf(data, {}) }
  }
  if (typeof data.values !== 'string') {
    const values = pick(spec, data, data.values)
    return { node: shape(spec, data, values), hashed: hashedOf(data, values) }
  }
  if (options.as !== undefined) return { node: shape(spec, data, data.values), hashed: undefined }
  throw new KdeployError({
    code: 'source-failed',
    category: 'input',
    message: `${data.label} gives text, not a map of variables`,
    place,
    hint: 'name the variable that it is for with `as:`, or set `format:`',
  })
}

function hashedOf({ hashName }: SourceData | Absent, values: { readonly [key: string]: Json }): Hashed | undefined {
  return hashName === undefined ? undefined : { name: hashName, values }
}

async function readOrExample(
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
  offline: boolean,
): Promise<SourceData | Absent> {
  if (offline && isRemote(spec)) return exampleOf(spec, render)
  const data = await read(spec, render, world)
  return offline && 'absent' in data && spec.options.example !== undefined ? exampleOf(spec, render) : data
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

function exampleOf(spec: SourceSpec, render: RenderField): SourceData {
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
  return {
    values,
    label: `example of the ${spec.type} source`,
    placeOf: (path) => spec.placeOf(['example', ...path]),
    isFloat: (path) => spec.isFloat(['example', ...path]),
    hashName: hashNameOf(spec, render),
  }
}

/** What HASHES calls a live source, as live.ts does: its `as`, else its name or selector. */
function hashNameOf(spec: SourceSpec, render: RenderField): string | undefined {
  if (spec.type !== 'configMap' && spec.type !== 'secret') return undefined
  const asked = spec.type === 'configMap' ? spec.options.configMap : spec.options.secret
  const name = typeof asked === 'string' ? asked : (asked?.selector ?? spec.options.selector)
  return spec.options.as ?? (name === undefined ? undefined : render(name, [spec.type]))
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
