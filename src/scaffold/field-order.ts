import { asList, isMap, type Json } from '../json-map.ts'

/** The fields that a reader looks for first; the API server gives all in the order of the alphabet. */
const first = [
  'apiVersion',
  'kind',
  'metadata',
  'name',
  'namespace',
  'image',
  'command',
  'args',
  'ports',
  'labels',
  'annotations',
  'replicas',
  'selector',
  'strategy',
  'updateStrategy',
  'schedule',
  'template',
  'jobTemplate',
]

/** Below these, the order is that of the object. */
const kept = new Set(['data', 'binaryData', 'labels', 'annotations', 'matchLabels'])

/** A value with its fields in the order in which people write them. */
export function inReadingOrder(value: Json): Json {
  if (Array.isArray(value)) return value.map(inReadingOrder)
  if (!isMap(value)) return value
  const leading = first.filter((name) => Object.hasOwn(value, name))
  const rest = Object.keys(value).filter((name) => !leading.includes(name))
  // A pod's volumes are read after its containers.
  const names = [...leading, ...rest.sort((one, other) => Number(one === 'volumes') - Number(other === 'volumes'))]
  return Object.fromEntries(names.map((name) => [name, fieldOf(name, value[name] ?? null)]))
}

function fieldOf(name: string, value: Json): Json {
  return kept.has(name) && asList(value).length === 0 ? value : inReadingOrder(value)
}
