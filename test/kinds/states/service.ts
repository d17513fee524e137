import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { ago, event } from '../../support/kinds/objects.ts'
import { live, type State } from './state.ts'

const selector = { app: 'web' }

function service(spec: JsonObject, status: JsonObject = {}): KubeObject {
  return live('v1', 'Service', {
    spec: { clusterIP: '10.0.0.7', type: 'ClusterIP', selector, ports: [{ port: 80 }], ...spec },
    status: { loadBalancer: {}, ...status },
  })
}

const balanced = (ingress: readonly JsonObject[]) => ({ loadBalancer: { ingress: [...ingress] } })
const balancer = service({ type: 'LoadBalancer' })

export const states: readonly State[] = [
  { name: 'a cluster IP', source: 'kstatus', object: service({}), state: 'ready' },
  { name: 'headless', source: 'helm ready', object: service({ clusterIP: 'None' }), state: 'ready' },
  { name: 'a node port', source: 'kstatus', object: service({ type: 'NodePort' }), state: 'ready' },
  {
    name: 'an external name',
    source: 'helm ready',
    object: service({ type: 'ExternalName', clusterIP: '', externalName: 'db.example.com' }),
    state: 'ready',
  },
  {
    name: 'a cluster IP with external IPs',
    source: 'kstatus',
    object: service({ externalIPs: ['192.0.2.9'] }),
    state: 'ready',
  },
  {
    name: 'a load balancer without an address',
    source: 'argocd health',
    object: balancer,
    state: 'progressing',
    message: "waiting for its load balancer's address",
    cause: null,
  },
  {
    name: 'a load balancer with an IP address',
    source: 'argocd health',
    object: service({ type: 'LoadBalancer' }, balanced([{ ip: '192.0.2.7' }])),
    state: 'ready',
    message: 'reachable at 192.0.2.7',
  },
  {
    name: 'a load balancer with a host name',
    source: 'argocd health',
    object: service({ type: 'LoadBalancer' }, balanced([{ hostname: 'web.example.com' }])),
    state: 'ready',
    message: 'reachable at web.example.com',
  },
  {
    name: 'a load balancer whose first entry has no address',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd: Healthy)',
    object: service({ type: 'LoadBalancer' }, balanced([{}])),
    state: 'progressing',
  },
  {
    name: 'a load balancer with an external IP of its own',
    source: 'helm ready',
    object: service({ type: 'LoadBalancer', externalIPs: ['192.0.2.9'] }),
    state: 'ready',
    message: 'reachable at 192.0.2.9',
  },
  {
    name: 'a load balancer with both names its own address',
    source: 'helm ready',
    object: service({ type: 'LoadBalancer', externalIPs: ['192.0.2.9'] }, balanced([{ ip: '192.0.2.7' }])),
    state: 'ready',
    message: 'reachable at 192.0.2.7',
  },
  {
    name: 'a load balancer with an empty list of external IPs',
    source: 'helm ready',
    object: service({ type: 'LoadBalancer', externalIPs: [] }),
    state: 'progressing',
  },
  {
    name: 'a load balancer of a class whose controller is silent',
    source: 'argocd health',
    object: service({ type: 'LoadBalancer', loadBalancerClass: 'example.com/internal' }),
    state: 'progressing',
  },
  {
    name: 'a load balancer that cannot be made',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd: Progressing)',
    object: balancer,
    children: { events: [event(balancer, 'SyncLoadBalancerFailed', 'no address is left in the pool')] },
    state: 'progressing',
    cause: { reason: 'SyncLoadBalancerFailed', message: 'no address is left in the pool', final: false },
  },
  {
    name: 'a load balancer whose failure is from before its last change',
    source: 'argocd health',
    object: balancer,
    children: {
      events: [
        event(balancer, 'SyncLoadBalancerFailed', 'quota', {
          ...{ lastTimestamp: ago(600), metadata: { creationTimestamp: ago(600) } },
        }),
      ],
    },
    state: 'progressing',
    cause: null,
  },
]
