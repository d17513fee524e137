import { PyDict } from '../dict.ts'
import { DictView } from '../dict-view.ts'
import { raise } from '../error.ts'
import { isIterable, toItems } from '../iterate.ts'
import { chargeLength } from '../limits.ts'
import type { PyValue } from '../object.ts'
import { repr } from '../show.ts'
import { missing } from '../signature.ts'
import { Tuple } from '../tuple.ts'
import { Undefined } from '../undefined.ts'
import { any, type MethodTable, methodTable, none, positional } from './table.ts'

/** Objects/dictobject.c */
export const dictMethods: MethodTable<PyDict> = methodTable<PyDict>('dict', {
  keys: none((self) => new DictView(self, 'keys')),
  values: none((self) => new DictView(self, 'values')),
  items: none((self) => new DictView(self, 'items')),
  get: positional('key default=None', (self, key = null, fallback = null) => {
    const value = self.get(key)
    return value === undefined ? fallback : value
  }),
  copy: none((self) => self.copy()),
  clear: none((self) => {
    self.clear()
    return null
  }),
  pop: positional('key default=missing', (self, key = null, fallback = null) => {
    // An empty dict doesn't hash.
    const value = self.size === 0 ? undefined : self.get(key)
    if (value === undefined) return fallback === missing ? raise('KeyError', repr(key)) : fallback
    self.delete(key)
    return value
  }),
  popitem: none((self) => {
    const entry = self.popLast()
    return entry === undefined ? raise('KeyError', "'popitem(): dictionary is empty'") : new Tuple(entry)
  }),
  setdefault: positional('key default=None', (self, key = null, fallback = null) => {
    const value = self.get(key)
    if (value !== undefined) return value
    self.set(key, fallback)
    return fallback
  }),
  update: any('*others **entries', (self, others, entries) => {
    const given = others instanceof Tuple ? others.items : []
    if (given.length > 1) raise('TypeError', `update expected at most 1 argument, got ${given.length}`)
    const [other] = given
    if (other !== undefined) updateDict(self, other)
    if (entries instanceof PyDict) for (const [key, value] of entries.entries()) self.set(key, value)
    return null
  }),
  fromkeys: positional('iterable value=None', (_self, iterable = null, value = null) => {
    const dict = new PyDict()
    for (const key of toItems(iterable)) dict.set(key, value)
    return dict
  }),
})

/** `dict.update(other)`: a dict, or an iterable of pairs. */
export function updateDict(dict: PyDict, other: PyValue): void {
  if (other instanceof PyDict) {
    for (const [key, value] of other === dict ? [] : other.entries()) dict.set(key, value)
    chargeLength(dict.size)
    return
  }
  if (other instanceof Undefined) other.fail()
  for (const [index, pair] of toItems(other).entries()) {
    if (!isIterable(pair)) {
      raise('TypeError', `cannot convert dictionary update sequence element #${index} to a sequence`)
    }
    const items = toItems(pair)
    if (items.length !== 2) {
      raise('ValueError', `dictionary update sequence element #${index} has length ${items.length}; 2 is required`)
    }
    dict.set(items[0] ?? null, items[1] ?? null)
  }
}
