import { isMap } from '../json-map.ts'
import type { FieldPath, Json, JsonObject } from './types.ts'
import type { Unsendable } from './unsendable.ts'

/** The groups whose lists `ports` have the protocol as a key of their items (OpenAPI, x-kubernetes-list-map-keys). */
const groups = ['v1', 'apps/', 'batch/']

/**
 * Ports whose protocol is empty, as where a variable is: the server makes TCP of it, and the next server-side apply takes the item for
 * another one.
 */
export function emptyProtocolsIn(object: JsonObject): Unsendable[] {
  const { apiVersion } = object
  if (typeof apiVersion !== 'string' || !groups.some((group) => apiVersion.startsWith(group))) return []
  return pathsBelow(object['spec'] ?? null, ['spec']).map((path) => ({
    path,
    problem: 'is empty, though it is part of what identifies the port',
    hint: 'leave it out, or write TCP, UDP or SCTP',
  }))
}

function pathsBelow(value: Json, path: FieldPath): FieldPath[] {
  if (Array.isArray(value)) {
    const isPorts = path.at(-1) === 'ports'
    return value.flatMap((item, index) => {
      const found = isPorts && isMap(item) && item['protocol'] === '' ? [[...path, index, 'protocol']] : []
      return [...found, ...pathsBelow(item, [...path, index])]
    })
  }
  if (!isMap(value)) return []
  return Object.entries(value).flatMap(([key, item]) => pathsBelow(item, [...path, key]))
}
