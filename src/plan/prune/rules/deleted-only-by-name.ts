import { groupKindOf } from '../../../manifest/identity.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import type { PruneRule } from './rule.ts'

/** Kinds with which data or other people's objects would be deleted. */
const kinds: ReadonlySet<string> = new Set([
  'Namespace',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition.apiextensions.k8s.io',
])

/** Whether an object of this kind is deleted only where a person names it. */
export function isDeletedOnlyByName(type: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return kinds.has(groupKindOf(type))
}

/** Data, and other people's objects, are deleted only by name. */
export const deletedOnlyByName: PruneRule = {
  name: 'deleted-only-by-name',
  decide({ ref }) {
    if (!isDeletedOnlyByName(ref)) return undefined
    return { kind: 'keep', reason: `a ${ref.kind} is deleted only by name: --also-delete` }
  },
}
