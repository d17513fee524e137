import { raise } from './error.ts'
import { chargeLength, tick } from './limits.ts'
import { PyObject, type PyValue } from './object.ts'
import { typeName } from './show.ts'
import { RichText, sliceText, withMarkup } from './text.ts'
import { countCodePoints, unitsAt } from './unicode.ts'

/** `iter(value)`. @throws PyError TypeError "'int' object is not iterable". */
export function iterate(value: PyValue): Iterator<PyValue> {
  if (Array.isArray(value)) return value[Symbol.iterator]()
  if (typeof value === 'string') return value[Symbol.iterator]()
  if (value instanceof RichText) return characters(value)
  if (value instanceof PyObject && value.pyIterate !== undefined) return value.pyIterate()
  return raise('TypeError', `'${typeName(value)}' object is not iterable`)
}

/** Whether iter(value) works, as the test `iterable`. */
export function isIterable(value: PyValue): boolean {
  if (typeof value === 'string' || Array.isArray(value) || value instanceof RichText) return true
  return value instanceof PyObject && value.pyIterate !== undefined
}

function* characters(value: RichText): Generator<PyValue, undefined> {
  for (let at = 0; at < value.text.length; ) {
    const end = at + unitsAt(value.text, at)
    // str.__iter__ gives plain strs, of Markup too.
    yield withMarkup(sliceText(value, at, end), false)
    at = end
  }
}

/** `list(value)`: a new list. */
export function toList(value: PyValue): PyValue[] {
  if (Array.isArray(value)) return value.slice()
  const list: PyValue[] = []
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    list.push(step.value)
    if ((list.length & 0xffff) === 0) chargeLength(list.length)
  }
  return list
}

/** The items where nothing will be changed in the result: a list is itself. */
export function toItems(value: PyValue): readonly PyValue[] {
  return Array.isArray(value) ? value : toList(value)
}

/** `a, b = value`. @throws PyError ValueError or TypeError with Python's texts. */
export function unpack(value: PyValue, count: number): readonly PyValue[] {
  if (!isIterable(value)) raise('TypeError', `cannot unpack non-iterable ${typeName(value)} object`)
  const items: PyValue[] = []
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    if (items.length === count) raise('ValueError', `too many values to unpack (expected ${count})`)
    items.push(step.value)
  }
  if (items.length < count) {
    raise('ValueError', `not enough values to unpack (expected ${count}, got ${items.length})`)
  }
  return items
}

/** `len(value)`. @throws PyError TypeError "object of type 'int' has no len()". */
export function length(value: PyValue): number {
  if (typeof value === 'string') return countCodePoints(value)
  if (Array.isArray(value)) return value.length
  if (value instanceof RichText) return countCodePoints(value.text)
  const size = value instanceof PyObject ? value.pyLength?.() : undefined
  return size ?? raise('TypeError', `object of type '${typeName(value)}' has no len()`)
}
