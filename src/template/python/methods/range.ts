import { raise } from '../error.ts'
import type { PyValue } from '../object.ts'
import type { Range } from '../range.ts'
import { repr } from '../show.ts'
import { type MethodTable, methodTable, one } from './table.ts'

/** Objects/rangeobject.c */
export const rangeMethods: MethodTable<Range> = methodTable<Range>('range', {
  count: one((self, value) => (self.indexOf(value) < 0 ? 0 : 1)),
  index: one((self, value) => {
    const index = self.indexOf(value)
    return index < 0 ? raise('ValueError', `${repr(value)} is not in range`) : index
  }),
})

export const rangeValues: ReadonlyMap<string, (self: Range) => PyValue> = new Map([
  ['start', (self: Range): PyValue => self.start],
  ['stop', (self: Range): PyValue => self.stop],
  ['step', (self: Range): PyValue => self.step],
])
