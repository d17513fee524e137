import * as z from 'zod/mini'
import { KdeployError, type Place } from '../errors.ts'
import { setOwn } from '../json-map.ts'
import { nonEmptyText, sourceFields } from '../profile/shapes.ts'
import type { SourceSpec } from '../profile/source-spec.ts'
import type {
  LiveKind,
  LiveObject,
  LiveReader,
  MissingSource,
  RenderField,
  Source,
  SourceData,
  SourceWorld,
} from './source.ts'

/** A name, or the objects with a label; `selector:` may also stand beside an empty name. */
export const wantedShape = z.nullable(z.union([nonEmptyText, z.strictObject({ selector: nonEmptyText })]))

/** What every live source takes, besides the objects that it wants. */
export const liveFields = {
  ...sourceFields,
  namespace: z.optional(nonEmptyText),
  selector: z.optional(nonEmptyText),
  /** As `example` of any source; a live object's data are strings. */
  example: z.optional(z.record(z.string(), z.string())),
}

type LiveOptions = z.infer<z.ZodMiniObject<typeof liveFields>>

/** One value of a live object; base64 where the API gives it so. */
interface Entry {
  readonly key: string
  readonly text: unknown
  readonly isBase64: boolean
}

/** What one live source has of its own. */
interface LiveType<Options extends LiveOptions> extends Pick<Source<Options>, 'type' | 'shape' | 'sensitive'> {
  readonly kind: LiveKind
  wantedOf(options: Options): z.infer<typeof wantedShape>
  entriesOf(object: LiveObject): readonly Entry[]
}

/** The objects that a source asks for: one of `name` and `labels`. */
interface Wanted {
  readonly namespace: string
  readonly name: string | undefined
  readonly labels: string | undefined
}

/** A source of the data of an object of the cluster, or of all that a label selector finds. */
export function liveSource<Options extends LiveOptions>(live: LiveType<Options>): Source<Options> {
  const { type, shape, sensitive } = live
  return {
    type,
    shape,
    reads: 'outside',
    sensitive,
    problemOf(options) {
      const isUnnamed = live.wantedOf(options) === null
      if (isUnnamed === (options.selector !== undefined)) return undefined
      return {
        message: `the ${type} source has ${isUnnamed ? 'neither a name nor a selector' : 'both a name and a selector'}`,
        hint: `write \`${type}: NAME\` or \`${type}: {selector: app=web}\``,
      }
    },
    read: (spec, render, world) => readLive(live, spec, render, world),
    hashName(spec, render) {
      const { name, labels } = askedBy(live, spec, render)
      return spec.options.as ?? name ?? labels
    },
  }
}

/** All values of a field of a live object. */
export function entriesOf(values: unknown, isBase64: boolean): Entry[] {
  return Object.entries(values ?? {}).map(([key, text]: [string, unknown]) => ({ key, text, isBase64 }))
}

/** Objects in the order of their names, later ones win. What the API gives in base64 must be text, unless `keys` leaves it out. */
async function readLive<Options extends LiveOptions>(
  type: LiveType<Options>,
  spec: SourceSpec<Options>,
  render: RenderField,
  world: SourceWorld,
): Promise<SourceData | MissingSource> {
  const { kind } = type
  const wanted: Wanted = { namespace: namespaceOf(spec, render, world), ...askedBy(type, spec, render) }
  const { namespace, name, labels } = wanted
  const label = name === undefined ? `${kind}s of ${namespace} with ${labels}` : `${kind} ${namespace}/${name}`
  const live = await world.live()
  const objects = await readObjects(live, kind, wanted)
  if (objects.length === 0) {
    const isThere = spec.options.optional === true || (await live.hasNamespace?.(namespace)) !== false
    const absent = name === undefined ? `a ${kind} of ${namespace} with ${labels}` : label
    return { absent, namespace: isThere ? undefined : namespace }
  }
  const { keys: picked } = spec.options
  const values: Record<string, string> = {}
  const keys: string[] = []
  for (const object of objects) {
    for (const { key, text, isBase64 } of type.entriesOf(object)) {
      keys.push(key)
      if (typeof text !== 'string' || (picked !== undefined && !picked.includes(key))) continue
      const what = `${kind} ${namespace}/${object.metadata.name}: the key ${key}`
      setOwn(values, key, isBase64 ? decode(text, what, spec.place) : text)
    }
  }
  return { values, keys, label }
}

function askedBy<Options extends LiveOptions>(
  { type, wantedOf }: LiveType<Options>,
  { options }: SourceSpec<Options>,
  render: RenderField,
): Omit<Wanted, 'namespace'> {
  const wanted = wantedOf(options)
  if (typeof wanted === 'string') return { name: render(wanted, [type]), labels: undefined }
  return { name: undefined, labels: render(wanted?.selector ?? options.selector ?? '', [type]) }
}

function decode(text: string, what: string, place: Place): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'))
  } catch {
    throw new KdeployError({
      code: 'source-failed',
      category: 'input',
      message: `${what} is binary, not text`,
      place,
      hint: 'list the keys to read under `keys:`',
    })
  }
}

async function readObjects(
  live: LiveReader,
  kind: LiveKind,
  { namespace, name, labels }: Wanted,
): Promise<readonly LiveObject[]> {
  if (name === undefined) {
    const found = await live.list(kind, namespace, labels ?? '')
    return found.toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))
  }
  const object = await live.get(kind, namespace, name)
  return object === null ? [] : [object]
}

function namespaceOf<Options extends LiveOptions>(
  { options, place }: SourceSpec<Options>,
  render: RenderField,
  world: SourceWorld,
): string {
  const namespace = options.namespace === undefined ? world.namespace : render(options.namespace, ['namespace'])
  if (namespace !== undefined) return namespace
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: 'a live source needs a namespace, but none is set',
    place,
    hint: 'use --namespace, or set `namespace` in the profile',
  })
}
