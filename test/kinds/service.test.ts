import { expect, test } from 'vitest'
import { assessed, type Case, made } from '../support/kinds/assessed.ts'

test.each<Case>([
  ['a Service of the cluster is ready', made('v1', 'Service', {}, { type: 'ClusterIP' }), { state: 'ready' }],
  [
    'a LoadBalancer without an address is progressing',
    made('v1', 'Service', {}, { type: 'LoadBalancer' }),
    { state: 'progressing', message: "waiting for its load balancer's address" },
  ],
  [
    'a LoadBalancer with an address is ready',
    made('v1', 'Service', { loadBalancer: { ingress: [{ hostname: 'lb.example' }] } }, { type: 'LoadBalancer' }),
    { state: 'ready', message: 'reachable at lb.example' },
  ],
])('%s', (_what, object, expected) => {
  expect(assessed(object)).toMatchObject(expected)
})
