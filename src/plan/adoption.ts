import { parseJson } from '../json.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'
import { isMap } from '../yaml/json.ts'

/**
 * Field managers of `kubectl apply` without --server-side. Whoever moves from it to kdeploy means kdeploy to own what it applied,
 * as `kubectl apply --server-side` takes it over once (client-go `csaupgrade`).
 */
export const clientSideManagers: ReadonlySet<string> = new Set(['kubectl-client-side-apply', 'before-first-apply'])

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

/** One entry of metadata.managedFields. */
interface Entry extends JsonObject {
  manager: string
  operation: string
}

/**
 * The managedFields in which kdeploy owns, by Apply, what `kubectl apply` owned, so that the next server-side apply removes what
 * the manifest no longer has; undefined where there is nothing to take over.
 */
export function adoptedFields(live: KubeObject, manager: string): Json[] | undefined {
  const entries = (live.metadata['managedFields'] ?? []) as unknown as Entry[]
  const isClientSide = (entry: Entry) =>
    clientSideManagers.has(entry.manager) && entry.operation === 'Update' && !entry['subresource']
  const taken = entries.filter(isClientSide)
  const [first] = taken
  if (first === undefined) return undefined
  const isOwn = (entry: Entry) => entry.manager === manager && entry.operation === 'Apply' && !entry['subresource']
  const own = entries.find(isOwn) ?? { ...first, manager, operation: 'Apply' }
  const fieldsV1 = [own, ...taken].map((entry) => (entry['fieldsV1'] ?? {}) as JsonObject).reduce(union)
  const others = entries.filter((entry) => !isClientSide(entry) && !isOwn(entry))
  return [...others, { ...own, fieldsV1 }]
}

/** The fields of either set. */
function union(a: JsonObject, b: JsonObject): JsonObject {
  const result: JsonObject = { ...a }
  for (const [key, value] of Object.entries(b)) {
    const known = result[key]
    result[key] = isMap(known) && isMap(value) ? union(known, value) : value
  }
  return result
}

/**
 * What the object becomes once the taken-over fields count: a dry-run doesn't show it, for it runs before. What kubectl
 * applied last (its annotation) and the manifest no longer has goes; list items are told apart by their name.
 */
export function withoutDropped(merged: KubeObject, live: KubeObject, desired: KubeObject): KubeObject {
  const annotations = live.metadata['annotations']
  const text = isMap(annotations) ? annotations[lastApplied] : undefined
  if (typeof text !== 'string') return merged
  try {
    const applied = parseJson(text)
    return drop(
      drop(merged, applied, desired),
      { metadata: { annotations: { [lastApplied]: '' } } },
      desired,
    ) as KubeObject
  } catch {
    // Somebody broke the annotation: what it said can't be told.
    return merged
  }
}

function drop(merged: Json, applied: Json | undefined, desired: Json | undefined): Json {
  if (Array.isArray(merged) && Array.isArray(applied) && Array.isArray(desired))
    return dropItems(merged, applied, desired)
  if (!isMap(merged) || !isMap(applied) || !isMap(desired)) return merged
  return Object.fromEntries(
    Object.entries(merged)
      .filter(([key]) => applied[key] === undefined || applied[key] === null || desired[key] !== undefined)
      .map(([key, value]) => [key, drop(value, applied[key], desired[key])]),
  )
}

function dropItems(merged: Json[], applied: Json[], desired: Json[]): Json[] {
  const named = (items: Json[], name: Json | undefined) => items.find((item) => nameOf(item) === name)
  return merged.flatMap((item) => {
    const name = nameOf(item)
    if (name === undefined) return [item]
    const before = named(applied, name)
    const wanted = named(desired, name)
    return before !== undefined && wanted === undefined ? [] : [drop(item, before, wanted)]
  })
}

function nameOf(item: Json): Json | undefined {
  return isMap(item) ? item['name'] : undefined
}
