import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a NetworkPolicy', () => {
  itSays('network-policy', {
    'a range with a host': ['spec.ingress[0].from[0].ipBlock.cidr: must not set bits behind the first 8'],
    'an address as range': ['spec.ingress[0].from[0].ipBlock.cidr: must be a network such as 10.0.0.0/8 or fd00::/8'],
    'one address': [],
    'an exception outside': ['spec.ingress[0].from[0].ipBlock.except[0]: must be a part of 10.0.0.0/8'],
    'an exception of all': ['spec.ingress[0].from[0].ipBlock.except[0]: must be a part of 10.0.0.0/8'],
    'an exception of IPv6': ['spec.ingress[0].from[0].ipBlock.except[0]: must be a part of 10.0.0.0/8'],
    'an empty peer': ['spec.ingress[0].from[0]: must have a podSelector, a namespaceSelector or an ipBlock'],
    'a range with a selector': ['spec.ingress[0].from[0]: must have nothing beside an ipBlock'],
    'an end before its beginning': ['spec.ingress[0].ports[0].endPort: must be at least the port, 8000'],
    'an end of a name': ['spec.ingress[0].ports[0].endPort: must be left out unless port is a number'],
    'an end without a port': ['spec.ingress[0].ports[0].endPort: must be left out unless port is a number'],
    'a port in quotes': ['spec.ingress[0].ports[0].port: is a port number in quotes'],
    'a direction twice': [],
    everything: [],
  })
})
