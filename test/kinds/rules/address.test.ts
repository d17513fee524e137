import { expect, test } from 'vitest'
import { addressOf } from '../../../src/kinds/rules/address.ts'
import type { Json } from '../../../src/manifest/types.ts'
import { made } from '../../support/kinds/assessed.ts'

test.each<[string, Json[], string | undefined]>([
  ['a host name', [{ hostname: 'lb.example.com' }], 'lb.example.com'],
  ['an IP address', [{ ip: '192.0.2.7', ipMode: 'VIP' }], '192.0.2.7'],
  ['the first entry that has one', [{}, { ports: [] }, { ip: '192.0.2.8' }], '192.0.2.8'],
  ['none in an entry without one', [{ ip: '' }], undefined],
  ['none without entries', [], undefined],
])('the address of a load balancer is %s', (_what, entries, address) => {
  expect(addressOf(made('v1', 'Service', { loadBalancer: { ingress: entries } }))).toBe(address)
})
