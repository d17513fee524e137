import { KdeployError } from '../errors.ts'
import type { Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import { type MapNode, mapNode, nest, toNode } from '../variables/tree.ts'
import type { Hashed } from './hashes.ts'
import type { MissingSource, RenderField, Source, SourceData, SourceWorld } from './source.ts'
import { sourceOf } from './source-of.ts'

/** What was read, or the example in its place. */
interface Given extends SourceData {
  readonly isExample?: true
}

export interface ReadSource {
  readonly node: MapNode
  /** Of a live source. */
  readonly hashed: Hashed | undefined
  /** The paths at which it may give more than it did: its keys, or all of it where it is missing or its example stands for it. */
  readonly openAt: readonly (readonly string[])[]
}

/**
 * What one item of `variablesFrom` gives: read, `keys` picked, put under `as`. Offline its `example` stands for what
 * lies outside the project, and for environment variables that aren't set. @throws KdeployError naming the source and
 * where it is asked for
 */
export async function readSource(
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
  offline: boolean,
): Promise<ReadSource> {
  const { options, place } = spec
  const source = sourceOf(spec)
  const data = await readOrExample(source, spec, render, world, offline)
  const hashName = source.hashName?.(spec, render)
  const hashedAs = (values: { readonly [key: string]: Json }) =>
    hashName === undefined ? undefined : { name: hashName, values }
  world.trace?.('absent' in data ? `source: ${data.absent}: missing` : `source: ${data.label}`)
  if ('absent' in data) {
    if (options.optional !== true) throw absent(source, spec, data, offline)
    const isSensitive = options.sensitive ?? source.sensitive === 'always'
    return {
      node: toMap(spec, { values: {}, label: data.absent }, {}, isSensitive),
      hashed: hashedAs({}),
      openAt: openAt(spec),
    }
  }
  const isSensitive = options.sensitive ?? isSensitiveByNature(source, data)
  if (typeof data.values !== 'string') {
    const values = pick(spec, data, data.values)
    return { node: toMap(spec, data, values, isSensitive), hashed: hashedAs(values), openAt: openAt(spec, data) }
  }
  if (options.as !== undefined)
    return { node: toMap(spec, data, data.values, isSensitive), hashed: undefined, openAt: openAt(spec, data) }
  throw new KdeployError({
    code: 'source-failed',
    category: 'input',
    message: `${data.label} returns text, not a map of variables`,
    place,
    hint: 'name the variable for it with `as:`, or set `format:`',
  })
}

/** See ReadSource. `data`: undefined where the source is missing. */
function openAt({ options }: SourceSpec, data?: Given): (readonly string[])[] {
  const under = options.as === undefined ? [] : [options.as]
  const keys = [...(options.keys ?? []), ...(data?.keys ?? [])]
  const isWhole = options.keys === undefined && (data === undefined || data.isExample === true)
  return [...keys.map((key) => [...under, key]), ...(isWhole ? [under] : [])]
}

function isSensitiveByNature({ sensitive }: Source, { isExample }: Given): boolean {
  return sensitive === 'always' || (sensitive === 'read' && isExample !== true)
}

async function readOrExample(
  source: Source,
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
  offline: boolean,
): Promise<Given | MissingSource> {
  if (offline && source.reads === 'outside') return exampleOf(spec)
  const data = await read(source, spec, render, world)
  return offline && 'absent' in data && spec.options.example !== undefined ? exampleOf(spec) : data
}

/** Says who asked, where a reader's error doesn't. */
async function read(
  source: Source,
  spec: SourceSpec,
  render: RenderField,
  world: SourceWorld,
): Promise<SourceData | MissingSource> {
  try {
    return await source.read(spec, render, world)
  } catch (error) {
    if (!(error instanceof KdeployError) || error.place !== undefined) throw error
    const { code, category, detail, hint, problems } = error
    const message = `the ${spec.type} source can't be read: ${error.message}`
    throw new KdeployError({ code, category, message, place: spec.place, detail, hint, problems, cause: error })
  }
}

function exampleOf(spec: SourceSpec): Given {
  const values = spec.options.example as { [name: string]: Json } | undefined
  if (values === undefined) {
    throw new KdeployError({
      code: 'source-offline',
      category: 'input',
      message: `the ${spec.type} source can't be read offline and has no example`,
      place: spec.place,
      hint: 'add `example:` with a value for each key',
    })
  }
  return {
    values,
    label: `example of the ${spec.type} source`,
    placeOf: (path) => spec.placeOf(['example', ...path]),
    isFloat: (path) => spec.isFloat(['example', ...path]),
    isExample: true,
  }
}

const optionalHint = 'set `optional: true` on the source if it may be missing'

function absent(
  { absence = 'does not exist' }: Source,
  { place }: SourceSpec,
  { absent: what, namespace }: MissingSource,
  offline: boolean,
): KdeployError {
  const remedy = offline
    ? `set it, or add \`example:\` to the source, which stands for it where no cluster is asked`
    : optionalHint
  return new KdeployError({
    code: 'source-absent',
    category: 'input',
    message: `${what} ${absence}${namespace === undefined ? '' : `, nor does the namespace ${namespace}`}`,
    place,
    hint:
      namespace === undefined
        ? remedy
        : `create both first, since --create-namespace acts only after sources are read; or ${optionalHint}`,
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

/** The values under `as`, each with what gave it. */
function toMap({ options, place }: SourceSpec, data: SourceData, values: Json, isSensitive: boolean): MapNode {
  const { as } = options
  const { label, placeOf } = data
  const node = toNode(values, {
    by: (path) => ({ label, place: placeOf?.(path) ?? place }),
    template: data.template ?? false,
    isFloat: data.isFloat,
    taint: isSensitive ? (path) => ({ source: label, key: path.join('.') }) : undefined,
  })
  const placed = as === undefined ? node : nest([as], node)
  return placed.kind === 'map' ? placed : mapNode([], node.by)
}
