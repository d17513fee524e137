import { equalsOrSame } from '../compare.ts'
import { raise } from '../error.ts'
import { toItems } from '../iterate.ts'
import { chargeLength } from '../limits.ts'
import type { PyValue } from '../object.ts'
import { asIndex, clampBound, toCInt, toIndex } from '../position.ts'
import { repr } from '../show.ts'
import { sortItems } from '../sort.ts'
import { keywords, type MethodTable, methodTable, none, one, positional } from './table.ts'

/** Objects/listobject.c */
export const listMethods: MethodTable<PyValue[]> = methodTable<PyValue[]>('list', {
  append: one((self, value) => {
    self.push(value)
    return null
  }),
  extend: one((self, other) => {
    const items = toItems(other)
    chargeLength(self.length + items.length)
    // The length first: a list may extend itself.
    for (let index = 0, count = items.length; index < count; index++) self.push(items[index] ?? null)
    return null
  }),
  insert: positional('index object', (self, index = null, value = null) => {
    self.splice(clampIndex(toIndex(index), self.length), 0, value)
    return null
  }),
  pop: positional('index=-1', (self, index = null) => {
    const wanted = toIndex(index)
    if (self.length === 0) raise('IndexError', 'pop from empty list')
    const at = wanted < 0 ? wanted + self.length : wanted
    if (at < 0 || at >= self.length) raise('IndexError', 'pop index out of range')
    return self.splice(at, 1)[0] ?? null
  }),
  remove: one((self, value) => {
    const at = self.findIndex((item) => equalsOrSame(item, value))
    if (at < 0) raise('ValueError', 'list.remove(x): x not in list')
    self.splice(at, 1)
    return null
  }),
  index: positional('value start=0 stop=9223372036854775807', (self, value = null, start = null, stop = null) => {
    return findItemIndex(self, value, start, stop) ?? raise('ValueError', `${repr(value)} is not in list`)
  }),
  count: one((self, value) => self.filter((item) => equalsOrSame(item, value)).length),
  copy: none((self) => self.slice()),
  clear: none((self) => {
    self.length = 0
    return null
  }),
  reverse: none((self) => {
    self.reverse()
    return null
  }),
  sort: keywords('* key=None reverse=False', (self, key = null, reverse = false) => {
    if (key !== null) raise('TypeError', 'list.sort() takes no key in a template: use the filter sort(attribute=…)')
    const sorted = sortItems(self, { isReversed: toCInt(reverse) !== 0 })
    for (const [index, item] of sorted.entries()) self[index] = item
    return null
  }),
})

/** Where an item is between the bounds of `index(value, start, stop)`. */
export function findItemIndex(
  items: readonly PyValue[],
  value: PyValue,
  start: PyValue,
  stop: PyValue,
): number | undefined {
  const from = requiredBound(start, items.length)
  const to = requiredBound(stop, items.length)
  for (let index = from; index < to; index++) {
    if (equalsOrSame(items[index] ?? null, value)) return index
  }
  return undefined
}

/** _PyEval_SliceIndexNotNone: unlike a slice's bounds, None is none here. */
function requiredBound(value: PyValue, length: number): number {
  if (asIndex(value) === undefined) raise('TypeError', 'slice indices must be integers or have an __index__ method')
  return clampBound(value, length, 0)
}

function clampIndex(index: number, length: number): number {
  return index < 0 ? Math.max(index + length, 0) : Math.min(index, length)
}
