import { KdeployError } from '../errors.ts'
import { setOwn } from '../yaml/json.ts'
import type { Absent, RenderField, SourceData, SourceWorld, SpecOf } from './source.ts'

export type LiveKind = 'ConfigMap' | 'Secret'

/** A ConfigMap or a Secret as the API server gives it, as far as sources read it. */
export interface LiveObject {
  readonly metadata: { readonly name: string }
  readonly data?: unknown
}

/** Reads live objects; what it throws names the failure, not who asked. */
export interface LiveReader {
  /** null where there is none. */
  get(kind: LiveKind, namespace: string, name: string): Promise<LiveObject | null>
  /** Those with the labels. */
  list(kind: LiveKind, namespace: string, labelSelector: string): Promise<readonly LiveObject[]>
}

/**
 * The data of a ConfigMap or Secret, by name, or of all that a label selector finds (in the order of their names,
 * later ones win). `decode` turns one value of the API into text.
 */
export async function readLive(
  kind: LiveKind,
  spec: SpecOf<'configMap'> | SpecOf<'secret'>,
  render: RenderField,
  world: SourceWorld,
  decode: (text: string, key: string, object: string) => string,
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
    for (const [key, text] of Object.entries(object.data ?? {})) {
      if (typeof text !== 'string' || (wanted !== undefined && !wanted.includes(key))) continue
      setOwn(values, key, decode(text, key, `${kind} ${namespace}/${object.metadata.name}`))
    }
  }
  const keys = objects.flatMap(({ data }) => Object.keys(data ?? {}))
  return { values, keys, label, sensitive: kind === 'Secret', hashName }
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
