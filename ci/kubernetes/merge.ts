import { encode, isOwnType } from './encode.ts'
import type { Values } from './enums.ts'
import type { Api } from './openapi.ts'

/** What one minor version of Kubernetes serves. */
export interface VersionedApi {
  /** 36 of 1.36. */
  readonly minor: number
  readonly api: Api
  readonly values: Values
}

/** A line for each definition that a kind needs in one of the versions: its name, and each of its fields. */
export function definitionLines(versions: readonly VersionedApi[]): string[] {
  const merged = new Map<string, { minors: number[]; fields: Map<string, number[]> }>()
  // The newest version that has a definition: what it doesn't require any more, the API server never asked for.
  const newest = new Map(versions.flatMap(({ api }) => [...api.definitions].map(([name, one]) => [name, one] as const)))
  for (const { minor, api, values } of versions) {
    for (const name of neededBy(api)) {
      const definition = merged.get(name) ?? { minors: [], fields: new Map() }
      merged.set(name, definition)
      definition.minors.push(minor)
      for (const field of fieldsOf(name, api, values, newest.get(name)?.required)) {
        definition.fields.set(field, [...(definition.fields.get(field) ?? []), minor])
      }
    }
  }
  return [...merged].sort(byKey).map(([name, { minors, fields }]) => {
    const texts = [...fields].sort(byKey).flatMap(([field, own]) => ranges(own, minors).map((range) => field + range))
    return [name, ...texts].join(' ')
  })
}

/** A line for each kind: its apiVersion, its name, whether it is namespaced, its definition, and its versions of Kubernetes. */
export function kindLines(versions: readonly VersionedApi[]): string[] {
  const merged = new Map<string, number[]>()
  for (const { minor, api } of versions) {
    for (const { apiVersion, kind, namespaced, definition } of api.kinds) {
      const line = `${apiVersion} ${kind} ${namespaced ? 'n' : 'c'} ${definition}`
      // A few are served at two paths.
      if (merged.get(line)?.at(-1) !== minor) merged.set(line, [...(merged.get(line) ?? []), minor])
    }
  }
  const all = versions.map(({ minor }) => minor)
  return [...merged].sort(byKey).flatMap(([line, own]) => ranges(own, all).map((range) => `${line} ${range}`.trim()))
}

function fieldsOf(
  name: string,
  { definitions, keys }: Api,
  values: Values,
  stillRequired: readonly string[] = [],
): string[] {
  const { properties = {}, required = [] } = definitions.get(name) ?? {}
  return Object.entries(properties).map(([field, schema]) => {
    // A default counts where the field tells the items of a list apart.
    const isDefaulted = keys.has(`${name}.${field}`) && typeof schema.default === 'string'
    const byDefault = isDefaulted ? `=${schema.default}` : ''
    const type = encode(schema, values.get(`${name}.${field}`))
    return `${field}${required.includes(field) && stillRequired.includes(field) ? '!' : ''}:${type}${byDefault}`
  })
}

/** The names of all definitions that the kinds refer to, directly or not. */
function neededBy({ definitions, kinds }: Api): ReadonlySet<string> {
  const needed = new Set(kinds.map(({ definition }) => definition))
  for (const name of needed) {
    const text = JSON.stringify(Object.values(definitions.get(name)?.properties ?? {}).map((schema) => encode(schema)))
    for (const [, ref = ''] of text.matchAll(/&([\w.-]+)/g)) if (!isOwnType(ref)) needed.add(ref)
  }
  return needed
}

/**
 * `@28-31` for each run of versions among those of the whole; a bound that is also the whole's is left out, and all of it where
 * both are.
 */
function ranges(own: readonly number[], whole: readonly number[]): string[] {
  const runs: [number, number][] = []
  for (const minor of own) {
    const last = runs.at(-1)
    const before = whole[whole.indexOf(minor) - 1]
    if (last !== undefined && last[1] === before) last[1] = minor
    else runs.push([minor, minor])
  }
  return runs.map(([first, last]) => {
    const from = first === whole[0] ? '' : String(first)
    const to = last === whole.at(-1) ? '' : String(last)
    return from === '' && to === '' ? '' : `@${from}-${to}`
  })
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}
