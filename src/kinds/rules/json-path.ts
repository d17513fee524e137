import { stringifyJson } from '../../json.ts'
import type { Json } from '../../manifest/types.ts'

type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>='

type Step =
  | { readonly type: 'keys'; readonly keys: readonly string[] }
  | { readonly type: 'indexes'; readonly indexes: readonly number[] }
  | { readonly type: 'slice'; readonly from: number | undefined; readonly to: number | undefined; readonly by: number }
  | { readonly type: 'all' }
  /** The value itself, and all that is in it. */
  | { readonly type: 'descend' }
  /** Without a comparison the field must be there. */
  | {
      readonly type: 'filter'
      readonly path: JsonPath
      readonly comparison: Comparison | undefined
      readonly value: string
    }

/** A parsed path; see parseJsonPath. */
export type JsonPath = readonly Step[]

const quoted = `'[^']*'|"[^"]*"`

/** One step at the start of a text: `.key`, `.a\.b`, `['a','b']`, `[0]`, `[0,2]`, `[1:3]`, `[*]`, `.*`, `..`, `[?(@.type=="Ready")]`. */
const stepPattern = new RegExp(
  [
    String.raw`^\.?\[\?\(\s*@(?<where>(?:${quoted}|[^=!<>'"])*?)\s*(?:(?<operator>==|!=|<=|>=|<|>)\s*(?<value>${quoted}|[\w.+-]+)\s*)?\)\]`,
    String.raw`^\.?\[(?<slice>-?\d*:-?\d*(?::\d+)?)\]`,
    String.raw`^\.?\[(?<indexes>-?\d+(?:\s*,\s*-?\d+)*)\]`,
    String.raw`^\.?\[(?<keys>(?:${quoted})(?:\s*,\s*(?:${quoted}))*)\]`,
    String.raw`^(?<all>\.?\[\*\]|\.\*)`,
    String.raw`^(?<descend>\.)(?=\.[^.])`,
    String.raw`^\.(?<key>(?:\\.|[^.[\]{}\\=\s])+)`,
  ].join('|'),
)

/**
 * The part of kubectl's JSONPath that names fields (kubernetes.io, "JSONPath Support"): keys, indexes, slices, unions, `[*]`, `..` and
 * filters that compare one field with a value, or want it to be there; the braces may be left out. undefined where it isn't that.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  const bare = /^\{(.*)\}$/s.exec(text.trim())?.[1] ?? text.trim()
  let rest = bare.replace(/^[$@]/, '')
  const steps: Step[] = []
  while (rest !== '') {
    const match = stepPattern.exec(rest)
    const step = match?.groups === undefined ? undefined : stepOf(match.groups)
    if (match === null || step === undefined) return undefined
    steps.push(step)
    rest = rest.slice(match[0].length)
  }
  return steps.length === 0 || steps.at(-1)?.type === 'descend' ? undefined : steps
}

function stepOf(groups: Readonly<Record<string, string | undefined>>): Step | undefined {
  const { where, operator, value, slice, indexes, keys, all, descend, key } = groups
  if (where !== undefined) {
    const path = parseJsonPath(where)
    const comparison = operator as Comparison | undefined
    return path === undefined ? undefined : { type: 'filter', path, comparison, value: unquoted(value ?? '') }
  }
  if (slice !== undefined) {
    const [from, to, by] = slice.split(':').map((part) => (part === '' ? undefined : Number(part)))
    return by === 0 ? undefined : { type: 'slice', from, to, by: by ?? 1 }
  }
  if (indexes !== undefined) return { type: 'indexes', indexes: indexes.split(',').map(Number) }
  if (keys !== undefined) return { type: 'keys', keys: (keys.match(new RegExp(quoted, 'g')) ?? []).map(unquoted) }
  if (all !== undefined) return { type: 'all' }
  if (descend !== undefined) return { type: 'descend' }
  return key === undefined ? undefined : { type: 'keys', keys: [key.replace(/\\(.)/g, '$1')] }
}

function unquoted(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, '$2')
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
    case 'keys':
      return Array.isArray(at) ? [] : step.keys.map((key) => at[key]).filter((found) => found !== undefined)
    case 'indexes':
      return Array.isArray(at) ? step.indexes.flatMap((index) => at.slice(index, index + 1 || undefined)) : []
    case 'slice':
      return Array.isArray(at) ? at.slice(step.from, step.to).filter((_, index) => index % step.by === 0) : []
    case 'all':
      return items
    case 'descend':
      return [at, ...items.flatMap((item) => follow(item, step))]
    case 'filter':
      return items.filter((item) => isSelected(valuesAt(item, step.path), step))
  }
}

/** An item without the field is never selected, as with kubectl. */
function isSelected(
  values: readonly Json[],
  { comparison, value }: { readonly comparison: Comparison | undefined; readonly value: string },
): boolean {
  if (values.length === 0) return false
  switch (comparison) {
    case undefined:
      return true
    case '==':
      return values.some((one) => textOf(one) === value)
    case '!=':
      return !values.some((one) => textOf(one) === value)
    default:
      return values.some((one) => isOrdered(one, comparison, Number(value)))
  }
}

function isOrdered(one: Json, comparison: '<' | '<=' | '>' | '>=', than: number): boolean {
  if (typeof one !== 'number' && typeof one !== 'bigint') return false
  const number = Number(one)
  if (comparison === '<') return number < than
  if (comparison === '<=') return number <= than
  return comparison === '>' ? number > than : number >= than
}

/** A value as kubectl prints it. */
export function textOf(value: Json): string {
  return typeof value === 'object' ? stringifyJson(value) : String(value)
}
