import { type FieldPath, stepInto } from '../field-path.ts'
import { parseJson } from '../json.ts'
import { isMap, type Json } from '../json-map.ts'
import { nearest } from '../nearest.ts'
import { formatItem, itemKeysOf, joinKey } from '../plan/diff/item-keys.ts'

/** A step of a path as a test file writes it. */
export type QueryStep =
  /** `spec`; those with a dot in them may be written without quotes, as only the object tells where a key ends. */
  | { readonly kind: 'key'; readonly key: string; readonly isQuoted: boolean }
  /** `[0]` */
  | { readonly kind: 'index'; readonly index: number }
  /** `[name=web]`; no fields, `[*]`: every item, as where a list's item is left out. */
  | { readonly kind: 'item'; readonly fields: readonly (readonly [key: string, value: string])[] }

/** What a query found in an object. */
export interface FoundField {
  /** The way to it, or as far as there is one. */
  readonly path: FieldPath
  /** undefined: there is nothing. */
  readonly value: Json | undefined
  /** A key that was probably meant where one is missing. */
  readonly meant?: string | undefined
}

/**
 * The steps of a path, as a diff prints it (`spec.template.spec.containers[name=web].image`) and `ignoreDiff` takes it; undefined
 * where it is not one.
 */
export function parseQuery(text: string): readonly QueryStep[] | undefined {
  const token = /(?:^|\.)([^.[\]]+)|\[((?:"(?:[^"\\]|\\.)*"|[^\]"])*)\]/y
  const steps: QueryStep[] = []
  while (token.lastIndex < text.length) {
    const [, key, inner] = token.exec(text) ?? []
    const step = key === undefined ? bracketStep(inner) : ({ kind: 'key', key, isQuoted: false } as const)
    if (step === undefined) return undefined
    steps.push(step)
  }
  return steps.length === 0 ? undefined : steps
}

function bracketStep(inner: string | undefined): QueryStep | undefined {
  if (inner === undefined || inner === '') return undefined
  if (inner === '*') return { kind: 'item', fields: [] }
  if (/^\d+$/.test(inner)) return { kind: 'index', index: Number(inner) }
  if (inner.startsWith('"')) {
    const key = unquoted(inner)
    return key === undefined ? undefined : { kind: 'key', key, isQuoted: true }
  }
  const pairs = inner.match(/(?:"(?:[^"\\]|\\.)*"|[^,"])+/g) ?? []
  const fields = pairs.flatMap((pair) => {
    const at = pair.indexOf('=')
    const value = unquoted(pair.slice(at + 1))
    return at <= 0 || value === undefined ? [] : [[pair.slice(0, at), value] as const]
  })
  return fields.length === pairs.length ? { kind: 'item', fields } : undefined
}

function unquoted(text: string): string | undefined {
  if (!text.startsWith('"')) return text
  try {
    return String(parseJson(text))
  } catch {
    return undefined
  }
}

/** All that a path leads to: a list whose item it leaves out is followed into each. Empty where such a list is. */
export function findFields(value: Json, steps: readonly QueryStep[], path: FieldPath = []): FoundField[] {
  const [step, ...rest] = steps
  if (step === undefined) return [{ path, value }]
  if (Array.isArray(value)) return findItems(value, step, steps, path)
  if (step.kind !== 'key' || !isMap(value)) return [{ path, value: undefined }]
  let first: FoundField[] | undefined
  for (const { key, next } of keysThatMayBeMeant(step, rest)) {
    const inner = stepInto(value, key)
    if (inner === undefined) continue
    const found = findFields(inner, next, [...path, key])
    if (found.every((one) => one.value !== undefined)) return found
    first ??= found
  }
  return first ?? [{ path, value: undefined, meant: nearest(step.key, Object.keys(value)) }]
}

/** `app.kubernetes.io/name` is one key or several steps. */
function keysThatMayBeMeant(
  step: Extract<QueryStep, { kind: 'key' }>,
  rest: readonly QueryStep[],
): { readonly key: string; readonly next: readonly QueryStep[] }[] {
  const ways = [{ key: step.key, next: rest }]
  if (step.isQuoted) return ways
  let key = step.key
  for (const [index, one] of rest.entries()) {
    if (one.kind !== 'key' || one.isQuoted) break
    key = `${key}.${one.key}`
    ways.push({ key, next: rest.slice(index + 1) })
  }
  return ways
}

function findItems(items: Json[], step: QueryStep, steps: readonly QueryStep[], path: FieldPath): FoundField[] {
  const into = (index: number, next: readonly QueryStep[]) => findFields(items[index] ?? null, next, [...path, index])
  if (step.kind === 'key') return items.flatMap((_, index) => into(index, steps))
  const rest = steps.slice(1)
  if (step.kind === 'index') return step.index < items.length ? into(step.index, rest) : [{ path, value: undefined }]
  const found = items.flatMap((item, index) => (isItem(item, step.fields) ? into(index, rest) : []))
  return found.length > 0 || step.fields.length === 0 ? found : [{ path, value: undefined }]
}

function isItem(item: Json, fields: readonly (readonly [string, string])[]): boolean {
  return fields.every(([key, value]) => {
    const own = stepInto(item, key)
    return own !== undefined && typeof own !== 'object' && String(own) === value
  })
}

/** A path as a diff prints it, by the object that it leads into. */
export function describePath(object: Json, path: FieldPath): string {
  let at: Json | undefined = object
  let text = ''
  for (const step of path) {
    const keys: readonly string[] | undefined = Array.isArray(at) ? itemKeysOf(at) : undefined
    const inner: Json | undefined = stepInto(at, step)
    if (typeof step === 'string') text = joinKey(text, step)
    else text += keys === undefined || inner === undefined ? `[${step}]` : formatItem(inner, keys)
    at = inner
  }
  return text
}
