import { stringifyJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'

type Step =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'index'; readonly index: number }
  | { readonly type: 'all' }
  | { readonly type: 'filter'; readonly path: JsonPath; readonly equal: boolean; readonly value: string }

/** A parsed path; see parseJsonPath. */
export type JsonPath = readonly Step[]

/** One step at the start of a text: `.key`, `.a\.b`, `['a.b']`, `[0]`, `[*]`, `.*`, `[?(@.type=="Ready")]`. */
const stepPattern =
  /^(?:\.?\[\?\(\s*@(?<where>[^=!]+?)\s*(?<operator>==|!=)\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[\w.+-]+))\s*\)\]|\.?\[(?<index>-?\d+)\]|\.?\[\*\]|\.\*|\.?\[(?:'(?<quoted>[^']+)'|"(?<quoted2>[^"]+)")\]|\.(?<key>(?:\\.|[^.[\]{}\\=\s])+))/

/**
 * The part of kubectl's JSONPath that names a field (kubernetes.io, "JSONPath Support"): keys, indexes, `[*]` and filters that
 * compare one field with a value; the braces may be left out. undefined where it isn't that.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const bare = /^\{(.*)\}$/s.exec(text.trim())?.[1] ?? text.trim()
  let rest = bare.startsWith('$') ? bare.slice(1) : bare
  const steps: Step[] = []
  while (rest !== '') {
    const match = stepPattern.exec(rest)
    const step = match?.groups === undefined ? undefined : stepOf(match.groups)
    if (match === null || step === undefined) return undefined
    steps.push(step)
    rest = rest.slice(match[0].length)
  }
  return steps.length === 0 ? undefined : steps
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step | undefined {
  const { where, operator, double, single, bare, index, quoted, quoted2, key } = groups
  if (where !== undefined) {
    const path = parseJsonPath(where)
    const value = double ?? single ?? bare ?? ''
    return path === undefined ? undefined : { type: 'filter', path, equal: operator === '==', value }
  }
  if (index !== undefined) return { type: 'index', index: Number(index) }
  const name = quoted ?? quoted2 ?? key?.replace(/\\(.)/g, '$1')
  return name === undefined ? { type: 'all' } : { type: 'key', key: name }
}

/** Every value that the path leads to; none where a step is missing. */
export function valuesAt(value: Json | undefined, path: JsonPath): Json[] {
  let found = value === undefined ? [] : [value]
  for (const step of path) found = found.flatMap((at) => follow(at, step))
  return found
}

function follow(at: Json, step: Step): Json[] {
  if (typeof at !== 'object' || at === null) return []
  const items = Array.isArray(at) ? at : Object.values(at)
  switch (step.type) {
    case 'key': {
      const value = Array.isArray(at) ? undefined : at[step.key]
      return value === undefined ? [] : [value]
    }
    case 'index': {
      const value = Array.isArray(at) ? at.at(step.index) : undefined
      return value === undefined ? [] : [value]
    }
    case 'all':
      return items
    case 'filter':
      return items.filter((item) => {
        const values = valuesAt(item, step.path)
        return values.length > 0 && values.some((value) => textOf(value) === step.value) === step.equal
      })
  }
}

/** A value as kubectl prints it. */
export function textOf(value: Json): string {
  return typeof value === 'object' ? stringifyJson(value) : String(value)
}
