import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('names that pods resolve', () => {
  itSays('deployment-recreate', {
    'no name servers': ['spec.template.spec.dnsConfig.nameservers: is missing: the dnsPolicy is None'],
    'four name servers': ['spec.template.spec.dnsConfig.nameservers: must have at most 3 entries'],
    'a name server with a port': [
      'spec.template.spec.dnsConfig.nameservers[0]: must be an IP address such as 10.0.0.1 or fd00::1',
    ],
    'a name server of IPv6': [],
    'an address with leading zeros': ['spec.template.spec.dnsConfig.nameservers[0]: must not have leading zeros'],
    'a search domain with an underscore': [],
    'a search domain that ends in a dot': [],
    'a host alias of a name': [
      'spec.template.spec.hostAliases[0].ip: must be an IP address such as 10.0.0.1 or fd00::1',
    ],
  })
})
