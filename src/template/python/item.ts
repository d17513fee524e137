import { PyDict } from './dict.ts'
import { isFailedLookup, raise } from './error.ts'
import { isHashable } from './hash.ts'
import { PyObject, type PyValue } from './object.ts'
import { asIndex, itemIndex } from './position.ts'
import { repr, typeName } from './show.ts'
import { RichText, sliceText, textOf } from './text.ts'
import { Undefined } from './undefined.ts'
import { countCodePoints, hasSurrogates, unitIndex, unitsAt } from './unicode.ts'

/** `object[key]`; undefined where Jinja2 would catch the error. */
export function findItem(object: PyValue, key: PyValue): PyValue | undefined {
  if (object instanceof PyDict) {
    return typeof key === 'string' || isHashable(key) ? object.get(key) : undefined
  }
  if (Array.isArray(object)) {
    const index = smallIndex(key)
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

/** `object[key]` as Python has it. @throws PyError KeyError, IndexError, TypeError. */
export function itemOf(object: PyValue, key: PyValue): PyValue {
  const item = findItem(object, key)
  if (item !== undefined) return item
  if (object instanceof PyDict) return raise('KeyError', repr(key))
  if (Array.isArray(object)) return object[itemIndex(key, object.length, 'list')] ?? null
  if (typeof object === 'string' || object instanceof RichText) {
    itemIndex(key, countCodePoints(textOf(object)), 'string')
  }
  if (object instanceof PyObject && object.pyGetItem !== undefined) return object.pyGetItem(key)
  return raise('TypeError', `'${typeName(object)}' object is not subscriptable`)
}

function smallIndex(key: PyValue): number | undefined {
  if (typeof key === 'number') return key
  const index = asIndex(key)
  return typeof index === 'number' ? index : undefined
}

function findCharacter(value: string | RichText, key: PyValue): PyValue | undefined {
  const wanted = smallIndex(key)
  if (wanted === undefined) return undefined
  const text = textOf(value)
  if (!hasSurrogates(text)) {
    const index = wanted < 0 ? wanted + text.length : wanted
    if (index < 0 || index >= text.length) return undefined
    return typeof value === 'string' ? value.charAt(index) : sliceText(value, index, index + 1)
  }
  const length = countCodePoints(text)
  const index = wanted < 0 ? wanted + length : wanted
  if (index < 0 || index >= length) return undefined
  const at = unitIndex(text, index)
  return sliceText(value, at, at + unitsAt(text, at))
}
