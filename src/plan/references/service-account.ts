import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, itemsOf } from './field.ts'
import { type Reference, refer, secret } from './reference.ts'

/**
 * The Secrets with which the pods of a ServiceAccount pull images. Its `secrets` aren't needed for anything to run: they
 * list what pods may mount (kubernetes.io, "Configure Service Accounts for Pods"), and controllers add to them.
 */
export function accountReferences(from: Manifest): Reference[] {
  const { group, kind } = refOf(from.object)
  if (group !== '' || kind !== 'ServiceAccount') return []
  const pullSecrets = itemsOf(at({ value: from.object, path: [] }, 'imagePullSecrets'))
  return pullSecrets.flatMap((item) => refer(from, at(item, 'name'), secret))
}
