import { equalsOrSame } from '../compare.ts'
import { raise } from '../error.ts'
import type { Tuple } from '../tuple.ts'
import { findItemIndex } from './list.ts'
import { type MethodTable, methodTable, one, positional } from './table.ts'

/** Objects/tupleobject.c */
export const tupleMethods: MethodTable<Tuple> = methodTable<Tuple>('tuple', {
  count: one((self, value) => self.items.filter((item) => equalsOrSame(item, value)).length),
  index: positional('value start=0 stop=9223372036854775807', (self, value = null, start = null, stop = null) => {
    return findItemIndex(self.items, value, start, stop) ?? raise('ValueError', 'tuple.index(x): x not in tuple')
  }),
})
