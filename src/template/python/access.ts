import { attributeOf, methodOf } from './attribute.ts'
import { PyDict } from './dict.ts'
import { call, callMethodOf } from './function.ts'
import { findItem } from './item.ts'
import './methods/index.ts'
import type { KwArgs, PyValue } from './object.ts'
import { RichText, textOf } from './text.ts'
import { makeUndefined, type UndefinedKind } from './undefined.ts'

export { findItem } from './item.ts'
export { slice } from './slice.ts'

/** Jinja2's Environment.getattr: attribute, then item, else undefined. Names in double underscores are undefined. */
export function getAttribute(kind: UndefinedKind, object: PyValue, name: string): PyValue {
  // The common case first: a dict's key that no method hides.
  if (object instanceof PyDict && methodOf(object, name) === undefined) {
    const value = object.get(name)
    return value === undefined ? makeUndefined(kind, { object, name }) : value
  }
  const attribute = isHidden(name) ? undefined : attributeOf(object, name)
  if (attribute !== undefined) return attribute
  const item = findItem(object, name)
  return item === undefined ? makeUndefined(kind, { object, name }) : item
}

/** Jinja2's Environment.getitem: item, then attribute for a str, else undefined. */
export function getItem(kind: UndefinedKind, object: PyValue, key: PyValue): PyValue {
  const item = findItem(object, key)
  if (item !== undefined) return item
  if (typeof key === 'string' || key instanceof RichText) {
    const name = textOf(key)
    const attribute = isHidden(name) ? undefined : attributeOf(object, name)
    if (attribute !== undefined) return attribute
  }
  return makeUndefined(kind, { object, name: key })
}

/** `object.name(*args, **kwargs)` as a template calls it, without making the bound method. */
export function callMethod(
  kind: UndefinedKind,
  object: PyValue,
  name: string,
  args: PyValue[],
  kwargs?: KwArgs,
): PyValue {
  const method = methodOf(object, name)
  if (method !== undefined) return callMethodOf(method, object, args, kwargs)
  return call(getAttribute(kind, object, name), args, kwargs)
}

/** Internals of Python objects, which a sandbox hides: nothing in double underscores is ever reached. */
function isHidden(name: string): boolean {
  return name.startsWith('__')
}
