import { addressOf } from './rules/address.ts'
import type { Kind } from './rules/kind.ts'
import { ready } from './rules/outcome.ts'

/** Ready when it was accepted: many controllers never report an address. */
export const ingress: Kind = {
  group: 'networking.k8s.io',
  kind: 'Ingress',
  children: [],
  assess(object) {
    const address = addressOf(object)
    return ready(address === undefined ? 'accepted' : `reachable at ${address}`)
  },
}
