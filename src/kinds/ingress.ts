import { listAt, textAt } from '../manifest/fields.ts'
import type { Kind } from './rules/kind.ts'
import { ready } from './rules/outcome.ts'

/** Ready when it was accepted: many controllers never report an address. */
export const ingress: Kind = {
  group: 'networking.k8s.io',
  kind: 'Ingress',
  children: [],
  assess(object) {
    const [address] = listAt(object, 'status', 'loadBalancer', 'ingress')
    return ready(
      address === undefined ? 'accepted' : `reachable at ${textAt(address, 'hostname') || textAt(address, 'ip')}`,
    )
  },
}
