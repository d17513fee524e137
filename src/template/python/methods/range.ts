import { raise } from '../error.ts'
import type { PyValue } from '../object.ts'
import { asIndex } from '../position.ts'
import type { Range } from '../range.ts'
import { repr } from '../show.ts'
import { type MethodTable, methodTable, one } from './table.ts'

/** Objects/rangeobject.c */
export const rangeMethods: MethodTable<Range> = methodTable<Range>('range', {
  count: one((self, value) => (self.indexOf(value) < 0 ? 0 : 1)),
  index: one((self, value) => {
    const index = self.indexOf(value)
    if (index >= 0) return index
    const isInt = asIndex(value) !== undefined
    return raise('ValueError', isInt ? `${repr(value)} is not in range` : 'sequence.index(x): x not in sequence')
  }),
})

export const rangeValues: ReadonlyMap<string, (self: Range) => PyValue> = new Map([
  ['start', (self: Range): PyValue => self.start],
  ['stop', (self: Range): PyValue => self.stop],
  ['step', (self: Range): PyValue => self.step],
])
