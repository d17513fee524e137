import { attributeOf, methodOf } from './attribute.ts'
import { PyDict } from './dict.ts'
import { isFailedLookup } from './error.ts'
import { call } from './function.ts'
import { isHashable } from './hash.ts'
import './methods/index.ts'
import { type KwArgs, PyObject, type PyValue } from './object.ts'
import { bind } from './signature.ts'
import { RichText, sliceText, textOf } from './text.ts'
import { makeUndefined, Undefined, type UndefinedKind } from './undefined.ts'
import { hasSurrogates, unitIndex, unitsAt } from './unicode.ts'

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
  return findItem(object, name) ?? makeUndefined(kind, { object, name })
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
  if (method !== undefined) return method.call(object, ...bind(method.signature, args, kwargs))
  return call(getAttribute(kind, object, name), args, kwargs)
}

/** Internals of Python objects, which a sandbox hides: nothing in double underscores is ever reached. */
function isHidden(name: string): boolean {
  return name.startsWith('__')
}

/** `object[key]`; undefined where Jinja2 would catch the error. */
export function findItem(object: PyValue, key: PyValue): PyValue | undefined {
  if (object instanceof PyDict) {
    if (typeof key === 'string' || isHashable(key)) return object.get(key)
    return undefined
  }
  if (Array.isArray(object)) {
    const index = typeof key === 'number' ? key : typeof key === 'boolean' ? Number(key) : undefined
    return index === undefined ? undefined : object[index < 0 ? index + object.length : index]
  }
  if (typeof object === 'string' || object instanceof RichText) return findCharacter(object, key)
  if (!(object instanceof PyObject) || object.pyGetItem === undefined) return undefined
  try {
    return object.pyGetItem(key)
  } catch (error) {
    if (!(object instanceof Undefined) && isFailedLookup(error)) return undefined
    throw error
  }
}

function findCharacter(value: string | RichText, key: PyValue): PyValue | undefined {
  const wanted = typeof key === 'number' ? key : typeof key === 'boolean' ? Number(key) : undefined
  if (wanted === undefined) return undefined
  const text = textOf(value)
  if (!hasSurrogates(text)) {
    const index = wanted < 0 ? wanted + text.length : wanted
    if (index < 0 || index >= text.length) return undefined
    return typeof value === 'string' ? value.charAt(index) : sliceText(value, index, index + 1)
  }
  const characters = Array.from(text)
  const index = wanted < 0 ? wanted + characters.length : wanted
  if (index < 0 || index >= characters.length) return undefined
  const at = unitIndex(text, index)
  return sliceText(value, at, at + unitsAt(text, at))
}
