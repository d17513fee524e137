import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, type Field, itemsOf } from './field.ts'
import { type Reference, refer, type Target } from './reference.ts'

const storageClass: Target = { group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass', namespaced: false }

/**
 * The StorageClasses of a claim, and of the claims that a StatefulSet's pods get. Without one the claim may still be bound, to a
 * PersistentVolume that somebody makes by hand.
 */
export function storageReferences(from: Manifest): Reference[] {
  return claimsIn(from)
    .flatMap((claim) => refer(from, at(claim, 'spec', 'storageClassName'), storageClass))
    .map((reference) => ({ ...reference, isSoft: true }))
}

function claimsIn({ object }: Manifest): Field[] {
  const { group, kind } = refOf(object)
  const root: Field = { value: object, path: [] }
  if (group === '' && kind === 'PersistentVolumeClaim') return [root]
  return group === 'apps' && kind === 'StatefulSet' ? itemsOf(at(root, 'spec', 'volumeClaimTemplates')) : []
}
