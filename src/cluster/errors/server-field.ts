import { stepInto } from '../../field-path.ts'
import { isMap } from '../../json-map.ts'
import type { FieldPath, Json, JsonObject, KubeObject } from '../../manifest/types.ts'

/**
 * A field as the API server names it, as a path in the object: `spec.containers[0].image` of a validation error,
 * `.spec.containers[name="web"].image` of server-side apply (structured-merge-diff), `data[my.key]`. Steps that the
 * object doesn't have end the path, so that it names the nearest parent.
 */
export function parseFieldPath(text: string, object: KubeObject | undefined): FieldPath {
  return walk(text, object).path
}

/** The value of a field as the API server names it; undefined where the object hasn't got it. */
export function valueAtField(text: string, object: KubeObject): Json | undefined {
  const { ended, value } = walk(text, object)
  return ended ? value : undefined
}

interface Walk {
  readonly path: FieldPath
  /** What is at the end of the path. */
  readonly value: Json | undefined
  /** Whether all steps were found. */
  readonly ended: boolean
}

/** Follows a field into an object. The server quotes no dots: `labels.app.kubernetes.io/name` has one key of several steps. */
function walk(text: string, object: Json | undefined): Walk {
  const path: (string | number)[] = []
  const open = steps(text)
  let at: Json | undefined = object
  while (open.length > 0) {
    const length = isMap(at) ? lengthOfKey(open, at) : 1
    const key = resolve(open.splice(0, length).join('.'), at)
    if (key === undefined) return { path, value: at, ended: false }
    path.push(key)
    at = stepInto(at, key)
  }
  return { path, value: at, ended: true }
}

/** How many steps make up the key that the object has; the longest counts. One where it has none. */
function lengthOfKey(open: readonly string[], at: JsonObject): number {
  const bracket = open.findIndex((step) => step.startsWith('['))
  for (let length = bracket < 0 ? open.length : bracket; length > 1; length -= 1) {
    if (Object.hasOwn(at, open.slice(0, length).join('.'))) return length
  }
  return 1
}

/** `.a.b[c]` as `a`, `b`, `[c]`; quotes protect brackets and dots. A step is empty between two dots: `data..dockerconfigjson`. */
function steps(text: string): string[] {
  const path = text.replace(/^\./, '')
  const found = path.matchAll(/(\[(?:"(?:[^"\\]|\\.)*"|[^\]"])*\])|(?:^(?!\[|$)|\.)([^.[\]]*)/g)
  return [...found].map(([, bracket, step = '']) => bracket ?? step)
}

/** A key of list items that a manifest may leave out: the protocol of a port. */
const defaults: Readonly<Record<string, string>> = { protocol: 'TCP' }

function resolve(step: string, at: Json | undefined): string | number | undefined {
  if (!step.startsWith('[')) return step
  const inside = step.slice(1, -1)
  if (/^\d+$/.test(inside) && !isMap(at)) return Number(inside)
  if (!Array.isArray(at)) return unquote(inside)
  const keys = parseKeys(inside)
  const index = at.findIndex((item) =>
    keys.every(({ key, value }) =>
      key === '' ? same(item, value) : isMap(item) && same(item[key] ?? defaults[key], value),
    ),
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
