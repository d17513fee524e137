import { refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { at, textOf } from './field.ts'
import { type Reference, refer } from './reference.ts'

const group = 'rbac.authorization.k8s.io'

/** The Role or ClusterRole that a binding grants. */
export function roleReferences(from: Manifest): Reference[] {
  const binding = refOf(from.object)
  if (binding.group !== group || !['RoleBinding', 'ClusterRoleBinding'].includes(binding.kind)) return []
  const role = at({ value: from.object, path: [] }, 'roleRef')
  const kind = textOf(at(role, 'kind'))
  if (kind !== 'Role' && kind !== 'ClusterRole') return []
  return refer(from, at(role, 'name'), { group, version: 'v1', kind, namespaced: kind === 'Role' })
}
