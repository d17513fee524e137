import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, type Field } from './field.ts'
import { type Reference, refer, service } from './reference.ts'

/** The Service that gives the pods of a StatefulSet their names. They run without it, and don't find each other. */
export function statefulSetReferences(from: Manifest): Reference[] {
  const { group, kind } = refOf(from.object)
  if (group !== 'apps' || kind !== 'StatefulSet') return []
  const root: Field = { value: from.object, path: [] }
  return refer(from, at(root, 'spec', 'serviceName'), service).map((reference) => ({ ...reference, isSoft: true }))
}
