import type { DictView } from '../dict-view.ts'
import { toItems } from '../iterate.ts'
import { type MethodTable, methodTable, one } from './table.ts'

/** Methods of what dict.keys() and dict.items() give (Objects/dictobject.c). */
export const viewMethods: MethodTable<DictView> = methodTable<DictView>('dict_keys', {
  isdisjoint: one((self, other) => !toItems(other).some((item) => self.pyContains(item))),
})
