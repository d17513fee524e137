import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, textOf } from './field.ts'
import { type Reference, refer } from './reference.ts'

/** What a HorizontalPodAutoscaler scales. */
export function scaleTargetReferences(from: Manifest): Reference[] {
  const { group, kind } = refOf(from.object)
  if (group !== 'autoscaling' || kind !== 'HorizontalPodAutoscaler') return []
  const target = at({ value: from.object, path: [] }, 'spec', 'scaleTargetRef')
  const [first = '', second] = textOf(at(target, 'apiVersion')).split('/')
  const targetKind = textOf(at(target, 'kind'))
  if (targetKind === '') return []
  return refer(from, at(target, 'name'), {
    group: second === undefined ? '' : first,
    version: second ?? first,
    kind: targetKind,
    namespaced: true,
  })
}
