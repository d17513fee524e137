import { asMap, isMap } from '../../../src/json-map.ts'
import type { Json, JsonObject, KubeObject } from '../../../src/manifest/types.ts'

/** A whole number from 0 to below its argument. */
export type Random = (below: number) => number

/** A seeded generator (mulberry32): the same sequence each time. */
export function random(seed: number): Random {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

export function pick<Value>(values: readonly Value[], next: Random): Value {
  return values[next(values.length)] as Value
}

/** Fields that the server defaults, lists and maps that are empty, and names that several managers set. */
const additions: readonly (readonly [string, Json])[] = [
  ['protocol', 'TCP'],
  ['protocol', 'UDP'],
  ['name', 'extra'],
  ['imagePullPolicy', 'Always'],
  ['terminationGracePeriodSeconds', 30],
  ['dnsPolicy', 'ClusterFirst'],
  ...['env', 'ports', 'volumes', 'volumeMounts', 'initContainers', 'imagePullSecrets', 'secrets', 'hostAliases'].map(
    (name): readonly [string, Json] => [name, []],
  ),
  ...['finalizers', 'ownerReferences', 'topologySpreadConstraints'].map((name): readonly [string, Json] => [name, []]),
  [
    'env',
    [
      { name: 'E', value: '' },
      { name: 'F', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ],
  ],
  ['ports', [{ containerPort: 53 }, { containerPort: 53, protocol: 'UDP' }]],
  ['resources', {}],
  ['resources', { requests: { cpu: '1000m', memory: '1024Mi' } }],
  ['labels', { extra: 'x' }],
  ['annotations', { extra: 'x' }],
  ['finalizers', ['example.com/a', 'example.com/b']],
  ['securityContext', {}],
  ['emptyDir', {}],
  ['data', { extra: 'x' }],
  ['stringData', { a: '2', extra: 'x' }],
  ['nodeSelector', {}],
  ['topologySpreadConstraints', [{ maxSkew: 1, topologyKey: 'a', whenUnsatisfiable: 'ScheduleAnyway' }]],
  ['tolerations', [{ key: 'a', operator: 'Exists' }]],
]

const texts: readonly Json[] = ['', 'x', '1', '1000m', '0.5Ti', '512Mi', 'TCP', 'UDP', 'MQ==']

/**
 * A manifest with one thing changed at random: a value, a field or an item added, removed, doubled, moved, emptied, or of another
 * type. What names the object stays.
 */
export function edited(object: KubeObject, next: Random): KubeObject {
  const { apiVersion, kind, metadata, ...content } = structuredClone(object) as KubeObject & JsonObject
  const { name, namespace, ...described } = metadata
  const root: JsonObject = { ...content, metadata: described as JsonObject }
  change(...pick(placesIn(root), next), next)
  return { ...root, apiVersion, kind, metadata: { ...asMap(root['metadata']), name, namespace } } as KubeObject
}

/** The manifest with each of its lists turned around. */
export function turned(object: KubeObject): KubeObject {
  const clone = structuredClone(object)
  const lists = new Set(placesIn(clone as unknown as Json).map(([holder]) => holder))
  for (const list of lists) if (Array.isArray(list)) list.reverse()
  return clone
}

type Holder = JsonObject | Json[]
type Place = readonly [holder: Holder, key: string | number]

function placesIn(value: Json): Place[] {
  if (Array.isArray(value)) return value.flatMap((inner, index): Place[] => [[value, index], ...placesIn(inner)])
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, inner]): Place[] => [[value, key], ...placesIn(inner)])
}

function change(holder: Holder, key: string | number, next: Random): void {
  const at = holder as Record<string | number, Json>
  const value = at[key] as Json
  const [name, added] = pick(additions, next)
  const changes: (() => void)[] = [
    () => (Array.isArray(holder) ? holder.splice(Number(key), 1) : delete at[key]),
    () => (at[key] = pick([null, {}, [], 0, false], next)),
    () => (at[key] = pick(texts, next)),
  ]
  if (typeof value === 'number') changes.push(() => (at[key] = value + 1))
  if (typeof value === 'boolean') changes.push(() => (at[key] = !value))
  if (typeof value === 'string') changes.push(() => (at[key] = `${value}x`))
  if (Array.isArray(holder)) {
    changes.push(() => holder.push(structuredClone(value)))
    changes.push(() => holder.reverse())
    if (isMap(value)) changes.push(() => holder.push({ ...structuredClone(value), name: 'twin' }))
    if (isMap(value)) changes.push(() => holder.unshift({ ...structuredClone(value), protocol: 'UDP' }))
    if (typeof value === 'string') changes.push(() => holder.unshift(`${value}x`))
  }
  if (isMap(value)) for (let many = 0; many < 3; many++) changes.push(() => (value[name] = structuredClone(added)))
  pick(changes, next)()
}
