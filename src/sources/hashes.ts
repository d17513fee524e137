import { createHash } from 'node:crypto'
import { stringifyJson } from '../json.ts'
import type { Json } from '../json-map.ts'

/** What a live source gave, under the name that HASHES has for it. */
export interface Hashed {
  readonly name: string
  readonly values: { readonly [key: string]: Json }
}

/**
 * A hash for each name: the same for the same keys and values, in whatever order the API gives them. Sources of several
 * layers that share a name share its hash, so that a change of any of them changes it.
 */
export function hashesOf(sources: readonly Hashed[]): Map<string, string> {
  const entries = new Map<string, [string, Json][]>()
  for (const { name, values } of sources) {
    const sorted = Object.entries(values).sort(([left], [right]) => (left < right ? -1 : 1))
    entries.set(name, [...(entries.get(name) ?? []), ...sorted])
  }
  return new Map([...entries].map(([name, all]) => [name, hashOf(all)]))
}

function hashOf(entries: readonly (readonly [string, Json])[]): string {
  return createHash('sha256').update(stringifyJson(entries)).digest('hex').slice(0, 16)
}
