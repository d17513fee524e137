import type { FieldPath, Json, KubeObject } from '../manifest/types.ts'
import { isObject } from './json-object.ts'

/**
 * A field as the API server names it, as a path in the object: `spec.containers[0].image` of a validation error,
 * `.spec.containers[name="web"].image` of server-side apply (structured-merge-diff), `data[my.key]`. Steps that the
 * object doesn't have end the path, so that it names the nearest parent.
 */
export function parseFieldPath(text: string, object: KubeObject | undefined): FieldPath {
  const path: (string | number)[] = []
  let at: Json | undefined = object
  for (const step of steps(text)) {
    const key = resolve(step, at)
    if (key === undefined) break
    path.push(key)
    at = at === undefined || at === null ? undefined : (at as Record<string | number, Json>)[key]
  }
  return path
}

/** The value of a field as the API server names it; undefined where the object hasn't got it. */
export function valueAtField(text: string, object: KubeObject): Json | undefined {
  let at: Json | undefined = object
  for (const step of steps(text)) {
    const key = resolve(step, at)
    if (key === undefined || typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string | number, Json>)[key]
  }
  return at
}

/** `a.b[c]` as `a`, `b`, `[c]`; quotes protect brackets and dots. */
function steps(text: string): string[] {
  return text.match(/\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\]|[^.[\]]+/g) ?? []
}

function resolve(step: string, at: Json | undefined): string | number | undefined {
  if (!step.startsWith('[')) return step
  const inside = step.slice(1, -1)
  if (/^\d+$/.test(inside) && !isObject(at)) return Number(inside)
  if (!Array.isArray(at)) return unquote(inside)
  const keys = parseKeys(inside)
  const index = at.findIndex((item) =>
    keys.every(({ key, value }) => (key === '' ? same(item, value) : isObject(item) && same(item[key], value))),
  )
  return index === -1 ? undefined : index
}

/** `name="web",port=80`; `="x"` for an element of a set. */
function parseKeys(text: string): { key: string; value: string }[] {
  return [...text.matchAll(/([^=,"]*)=("(?:[^"\\]|\\.)*"|[^,]*)/g)].map(([, key = '', value = '']) => ({
    key,
    value: unquote(value),
  }))
}

function same(value: Json | undefined, text: string): boolean {
  return value !== undefined && String(value) === text
}

function unquote(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1
    ? text.slice(1, -1).replace(/\\(.)/g, '$1')
    : text
}
