import { sources } from './registry.ts'
import type { Source } from './source.ts'

const byType = new Map(sources.map((source) => [source.type, source]))

/** What an item of `variablesFrom` asks. */
export function sourceOf({ type }: { readonly type: string }): Source {
  const source = byType.get(type)
  if (source === undefined) throw new Error(`no source is of type ${type}`)
  return source
}
