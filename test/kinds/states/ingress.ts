import type { JsonObject } from '../../../src/manifest/types.ts'
import { condition, live, type State } from './state.ts'

const onPurpose = 'kdeploy: on purpose, docs/deploying/waiting.md (argocd: Progressing)'
const ingress = (status?: JsonObject) =>
  live('networking.k8s.io/v1', 'Ingress', {
    spec: { ingressClassName: 'nginx', rules: [{ host: 'web.example.com' }] },
    ...(status === undefined ? {} : { status }),
  })
const balanced = (entries: readonly JsonObject[]) => ingress({ loadBalancer: { ingress: [...entries] } })

export const states: readonly State[] = [
  { name: 'without any status', source: onPurpose, object: ingress(), state: 'ready', message: 'accepted' },
  { name: 'without an address', source: onPurpose, object: ingress({ loadBalancer: {} }), state: 'ready' },
  { name: 'with an empty list of addresses', source: onPurpose, object: balanced([]), state: 'ready' },
  {
    name: 'with a host name',
    source: 'argocd health',
    object: balanced([{ hostname: 'lb.example.com' }]),
    state: 'ready',
    message: 'reachable at lb.example.com',
  },
  {
    name: 'with an IP address',
    source: 'argocd health',
    object: balanced([{ ip: '192.0.2.7' }]),
    state: 'ready',
    message: 'reachable at 192.0.2.7',
  },
  {
    name: 'with an entry that has no address',
    source: 'argocd health',
    object: balanced([{ ports: [] }]),
    state: 'ready',
    message: 'accepted',
  },
  {
    name: 'with a condition that no controller of Kubernetes sets',
    source: 'argocd health',
    object: ingress({ conditions: [condition('Ready', 'False')] }),
    state: 'ready',
  },
  {
    name: 'with a rule of its own that does not hold',
    source: 'kubectl wait',
    object: live('networking.k8s.io/v1', 'Ingress', {
      metadata: { annotations: { 'kdeploy.dev/ready-when': '{.status.loadBalancer.ingress[0].ip}' } },
      status: { loadBalancer: {} },
    }),
    state: 'progressing',
  },
]
