import { KdeployError, type Place } from '../errors.ts'
import { setOwn } from '../json-map.ts'
import type {
  Absent,
  LiveKind,
  LiveObject,
  LiveReader,
  RenderField,
  SourceData,
  SourceWorld,
  SpecOf,
} from './source.ts'

/**
 * The data of a ConfigMap or Secret, by name, or of all that a label selector finds (in the order of their names,
 * later ones win). What the API gives in base64 must be text, unless `keys` leaves it out.
 */
export async function readLive(
  kind: LiveKind,
  spec: SpecOf<'configMap'> | SpecOf<'secret'>,
  render: RenderField,
  world: SourceWorld,
): Promise<SourceData | Absent> {
  const asked = spec.type === 'configMap' ? spec.options.configMap : spec.options.secret
  const namespace = namespaceOf(spec, render, world)
  const selector = typeof asked === 'object' && asked !== null ? asked.selector : spec.options.selector
  const labelSelector = selector === undefined ? undefined : render(selector, [spec.type])
  const name = typeof asked === 'string' ? render(asked, [spec.type]) : undefined
  const label = name === undefined ? `${kind}s of ${namespace} with ${labelSelector}` : `${kind} ${namespace}/${name}`
  const objects = await readObjects(await world.live(), kind, namespace, name, labelSelector)
  const hashName = spec.options.as ?? name ?? labelSelector
  if (objects.length === 0)
    return { absent: name === undefined ? `a ${kind} of ${namespace} with ${labelSelector}` : label, hashName }
  const wanted = spec.options.keys
  const values: Record<string, string> = {}
  for (const object of objects) {
    for (const { key, text, isBase64 } of entriesOf(kind, object)) {
      if (typeof text !== 'string' || (wanted !== undefined && !wanted.includes(key))) continue
      const what = `${kind} ${namespace}/${object.metadata.name}: the key ${key}`
      setOwn(values, key, isBase64 ? decode(text, what, spec.place) : text)
    }
  }
  const keys = objects.flatMap((object) => entriesOf(kind, object).map(({ key }) => key))
  return { values, keys, label, sensitive: kind === 'Secret', hashName }
}

/** A Secret's `data` and a ConfigMap's `binaryData` are base64 (core/v1). */
function entriesOf(kind: LiveKind, { data, binaryData }: LiveObject) {
  const entries = (values: unknown, isBase64: boolean) =>
    Object.entries(values ?? {}).map(([key, text]: [string, unknown]) => ({ key, text, isBase64 }))
  return kind === 'Secret' ? entries(data, true) : [...entries(data, false), ...entries(binaryData, true)]
}

function decode(text: string, what: string, place: Place): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'))
  } catch {
    throw new KdeployError({
      code: 'source-failed',
      category: 'input',
      message: `${what} is binary, no text`,
      place,
      hint: 'list the keys to read under `keys:`',
    })
  }
}

async function readObjects(
  live: LiveReader,
  kind: LiveKind,
  namespace: string,
  name: string | undefined,
  labelSelector: string | undefined,
): Promise<readonly LiveObject[]> {
  if (name === undefined) {
    const found = await live.list(kind, namespace, labelSelector ?? '')
    return found.toSorted((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1))
  }
  const object = await live.get(kind, namespace, name)
  return object === null ? [] : [object]
}

function namespaceOf(
  { options, place }: SpecOf<'configMap'> | SpecOf<'secret'>,
  render: RenderField,
  world: SourceWorld,
): string {
  const namespace = options.namespace === undefined ? world.namespace : render(options.namespace, ['namespace'])
  if (namespace !== undefined) return namespace
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: 'a live source needs a namespace, and none is decided',
    place,
    hint: 'give --namespace, or set `namespace` in the profile',
  })
}
