import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { condition, live, type State } from './state.ts'

const at = (observedGeneration: number, of: JsonObject): JsonObject => ({ ...of, observedGeneration })
const accepted = condition('Accepted', 'True', 'Accepted')
const resolved = condition('ResolvedRefs', 'True', 'ResolvedRefs')
const programmed = condition('Programmed', 'True', 'Programmed')
const served = [at(2, accepted), at(2, resolved)]

/** What one controller says of a parent. */
const told = (name: string, conditions: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  parentRef: { group: 'gateway.networking.k8s.io', kind: 'Gateway', name, ...more },
  controllerName: 'example.com/gateway',
  conditions: [...conditions],
})

/** A route with one parent `public`, unless the spec names others. */
function route(parents: readonly JsonObject[], spec: JsonObject = {}, kind = 'HTTPRoute', version = 'v1'): KubeObject {
  return live(`gateway.networking.k8s.io/${version}`, kind, {
    spec: { parentRefs: [{ name: 'public' }], ...spec },
    status: { parents: [...parents] },
  })
}

function gateway(
  conditions: readonly JsonObject[],
  listeners: readonly JsonObject[] = [],
  more: JsonObject = {},
): KubeObject {
  return live('gateway.networking.k8s.io/v1', 'Gateway', {
    status: { conditions: [...conditions], listeners: [...listeners], ...more },
  })
}

const gatewayClass = (...conditions: readonly JsonObject[]): KubeObject =>
  live('gateway.networking.k8s.io/v1', 'GatewayClass', { status: { conditions: [...conditions] } })
const refused = (type: string, reason: string, message = ''): JsonObject =>
  at(2, condition(type, 'False', reason, message))
const two = { parentRefs: [{ name: 'public' }, { name: 'internal' }] }
const up = [at(2, accepted), at(2, programmed)]
const listener = (...conditions: readonly JsonObject[]): JsonObject => ({ name: 'https', conditions: [...conditions] })

/** The reasons of the Gateway API, and whether they lie in the route itself. */
const routeReasons: readonly (readonly [type: string, reason: string, state: State['state']])[] = [
  ['Accepted', 'NotAllowedByListeners', 'progressing'],
  ['Accepted', 'NoMatchingListenerHostname', 'progressing'],
  ['Accepted', 'NoMatchingParent', 'progressing'],
  ['Accepted', 'Pending', 'progressing'],
  ['Accepted', 'UnsupportedValue', 'failed'],
  ['Accepted', 'IncompatibleFilters', 'failed'],
  ['ResolvedRefs', 'RefNotPermitted', 'progressing'],
  ['ResolvedRefs', 'BackendNotFound', 'progressing'],
  ['ResolvedRefs', 'InvalidKind', 'failed'],
]

export const states: readonly State[] = [
  {
    name: 'a route is accepted',
    source: 'argocd health (Healthy)',
    object: route([told('public', served)]),
    state: 'ready',
    message: 'accepted by Gateway public',
  },
  {
    name: 'a route without any status',
    source: 'argocd health (Progressing)',
    object: live('gateway.networking.k8s.io/v1', 'HTTPRoute', { spec: { parentRefs: [{ name: 'public' }] } }),
    state: 'progressing',
    message: 'Gateway public: no controller has answered yet',
  },
  {
    name: 'a route whose status is empty',
    source: 'argocd health (Progressing)',
    object: route([]),
    state: 'progressing',
  },
  {
    name: 'a route is accepted as of the generation before',
    source: 'argocd health (Progressing)',
    object: route([told('public', [at(1, accepted), at(1, resolved)])]),
    state: 'progressing',
    message: 'Gateway public: no controller has answered yet',
  },
  {
    name: 'a route whose references were resolved as of the generation before',
    source: 'argocd health (Progressing)',
    object: route([told('public', [at(2, accepted), at(1, resolved)])]),
    state: 'progressing',
  },
  {
    name: 'a route was refused in the generation before',
    source: 'kstatus: conditions with their own observedGeneration',
    object: route([told('public', [at(1, condition('Accepted', 'False', 'UnsupportedValue'))])]),
    state: 'progressing',
  },
  {
    name: 'a route whose conditions name no generation',
    source: 'argocd health (Healthy)',
    object: route([told('public', [accepted, resolved])]),
    state: 'ready',
  },
  {
    name: 'a route whose controller says nothing of its references',
    source: 'gateway-api: ResolvedRefs (argocd health: Healthy)',
    object: route([told('public', [at(2, accepted)])]),
    state: 'ready',
  },
  {
    name: 'a route without a parent',
    source: 'gateway-api: parentRefs may be empty',
    object: route([], { parentRefs: [] }),
    state: 'ready',
    message: 'accepted',
  },
  ...routeReasons.map(
    ([type, reason, state]): State => ({
      name: `a route with ${type}=False, ${reason}`,
      source:
        state === 'failed'
          ? 'argocd health (Degraded)'
          : 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
      object: route([
        told(
          'public',
          type === 'Accepted' ? [refused(type, reason, 'no')] : [at(2, accepted), refused(type, reason, 'no')],
        ),
      ]),
      state,
      message: 'Gateway public: no',
      cause: { reason, final: state === 'failed' },
    }),
  ),
  {
    name: 'one of two parents has answered',
    source: 'kdeploy: each parent counts (argocd health: Healthy)',
    object: route([told('public', served)], two),
    state: 'progressing',
    message: 'Gateway internal: no controller has answered yet',
  },
  {
    name: 'both parents have accepted it',
    source: 'argocd health (Healthy)',
    object: route([told('public', served), told('internal', served)], two),
    state: 'ready',
    message: 'accepted by Gateway public, Gateway internal',
  },
  {
    name: 'one parent of two refuses it',
    source: 'argocd health (Degraded)',
    object: route([told('public', served), told('internal', [refused('Accepted', 'UnsupportedValue', 'no')])], two),
    state: 'failed',
    message: 'Gateway internal: no',
  },
  {
    name: 'a parent that the spec no longer names refuses it',
    source: 'gateway-api: a controller removes its stale entries',
    object: route([told('public', served), told('former', [refused('Accepted', 'NoMatchingParent')])]),
    state: 'ready',
  },
  {
    name: 'two controllers for one parent, one of which accepts',
    source: 'gateway-api: status.parents is per controller',
    object: route([told('public', [refused('Accepted', 'NoMatchingParent')]), told('public', served)]),
    state: 'ready',
  },
  {
    name: 'the same Gateway, but another section',
    source: 'gateway-api: a parentRef is told by its sectionName too',
    object: route([told('public', served, { sectionName: 'http' })], {
      parentRefs: [{ name: 'public', sectionName: 'https' }],
    }),
    state: 'progressing',
    message: 'Gateway public/https: no controller has answered yet',
  },
  {
    name: 'the controller names the namespace that the route leaves out',
    source: 'gateway-api: a parentRef without namespace is local',
    object: route([told('public', served, { namespace: 'shop' })]),
    state: 'ready',
  },
  {
    name: 'a Gateway of the same name in another namespace',
    source: 'gateway-api: a parentRef without namespace is local',
    object: route([told('public', served, { namespace: 'infra' })]),
    state: 'progressing',
  },
  {
    name: 'a Service as the parent, as in a mesh',
    source: 'gateway-api: GAMMA',
    object: route([{ ...told('web', served), parentRef: { group: '', kind: 'Service', name: 'web' } }], {
      parentRefs: [{ group: '', kind: 'Service', name: 'web' }],
    }),
    state: 'ready',
    message: 'accepted by Service web',
  },
  {
    name: 'a route that is not programmed',
    source: 'argocd health (Progressing)',
    object: route([told('public', [...served, refused('Programmed', 'Pending', 'not yet')])]),
    state: 'progressing',
    message: 'Gateway public: not yet',
  },
  ...(
    [
      ['GRPCRoute', 'v1'],
      ['TLSRoute', 'v1alpha3'],
      ['TCPRoute', 'v1alpha2'],
      ['UDPRoute', 'v1alpha2'],
    ] as const
  ).flatMap(([kind, version]): State[] => [
    {
      name: `a ${kind} is accepted`,
      source: 'gateway-api: RouteParentStatus',
      object: route([told('public', served)], {}, kind, version),
      state: 'ready',
    },
    {
      name: `a ${kind} has no answer`,
      source: 'gateway-api: RouteParentStatus',
      object: route([], {}, kind, version),
      state: 'progressing',
    },
    {
      name: `a ${kind} is refused`,
      source: 'gateway-api: RouteParentStatus',
      object: route([told('public', [refused('Accepted', 'UnsupportedValue', 'no')])], {}, kind, version),
      state: 'failed',
    },
  ]),
  {
    name: 'a Gateway is programmed',
    source: 'argocd health (Healthy)',
    object: gateway(up),
    state: 'ready',
    message: 'programmed',
  },
  {
    name: 'a Gateway has an address',
    source: 'argocd health (Healthy)',
    object: gateway(up, [], { addresses: [{ type: 'IPAddress', value: '192.0.2.7' }] }),
    state: 'ready',
    message: 'reachable at 192.0.2.7',
  },
  {
    name: 'a Gateway without any status',
    source: 'argocd health (Progressing)',
    object: live('gateway.networking.k8s.io/v1', 'Gateway'),
    state: 'progressing',
    message: 'no controller has answered yet',
  },
  {
    name: 'a Gateway with the default conditions of its definition',
    source: 'argocd health (Progressing)',
    object: gateway([
      condition('Accepted', 'Unknown', 'Pending', 'Waiting for controller'),
      condition('Programmed', 'Unknown', 'Pending', 'Waiting for controller'),
    ]),
    state: 'progressing',
    message: 'Waiting for controller',
  },
  {
    name: 'a Gateway is programmed as of the generation before',
    source: 'kstatus: conditions with their own observedGeneration (argocd health: Healthy)',
    object: gateway([at(1, accepted), at(1, programmed)]),
    state: 'progressing',
  },
  {
    name: 'a Gateway is accepted, but its data plane is still of the generation before',
    source: 'kstatus: conditions with their own observedGeneration (argocd health: Healthy)',
    object: gateway([at(2, accepted), at(1, programmed)]),
    state: 'progressing',
  },
  {
    name: 'a Gateway waits for its address',
    source: 'argocd health (Progressing)',
    object: gateway([at(2, accepted), refused('Programmed', 'AddressNotAssigned', 'waiting for the load balancer')]),
    state: 'progressing',
    cause: { reason: 'AddressNotAssigned', final: false },
  },
  {
    name: 'a Gateway asks for a kind of address that is not supported',
    source: 'argocd health (Degraded)',
    object: gateway([refused('Accepted', 'UnsupportedAddress', 'hostnames are not supported')]),
    state: 'failed',
  },
  {
    name: 'a Gateway whose parameters are not there',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: gateway([refused('Accepted', 'InvalidParameters', 'parametersRef not found')]),
    state: 'progressing',
  },
  {
    name: 'a listener whose certificate is not there yet',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: gateway(up, [listener(refused('ResolvedRefs', 'InvalidCertificateRef', 'Secret web-tls not found'))]),
    state: 'progressing',
    message: 'listener https: Secret web-tls not found',
  },
  {
    name: 'a listener that conflicts with another',
    source: 'gateway-api: Conflicted',
    object: gateway(up, [
      listener(at(2, condition('Conflicted', 'True', 'HostnameConflict', 'same port and hostname as listener http'))),
    ]),
    state: 'failed',
    message: 'listener https: same port and hostname as listener http',
  },
  {
    name: 'a listener that conflicted in the generation before',
    source: 'kstatus: conditions with their own observedGeneration',
    object: gateway(up, [listener(at(1, condition('Conflicted', 'True', 'HostnameConflict')), at(2, accepted))]),
    state: 'ready',
  },
  {
    name: 'a listener with a protocol that is not supported',
    source: 'argocd health (Degraded)',
    object: gateway(
      [
        refused('Programmed', 'Invalid', 'no valid listener'),
        at(2, condition('Accepted', 'True', 'ListenersNotValid')),
      ],
      [listener(refused('Accepted', 'UnsupportedProtocol', 'SCTP'))],
    ),
    state: 'failed',
    message: 'listener https: SCTP',
  },
  {
    name: 'a listener that is not programmed yet',
    source: 'argocd health (Progressing)',
    object: gateway(up, [listener(at(2, accepted), refused('Programmed', 'Pending', 'not yet'))]),
    state: 'progressing',
  },
  {
    name: 'a GatewayClass is accepted',
    source: 'argocd health (Healthy)',
    object: gatewayClass(at(2, accepted)),
    state: 'ready',
    message: 'accepted',
  },
  {
    name: 'a GatewayClass without any status',
    source: 'argocd health (Progressing)',
    object: live('gateway.networking.k8s.io/v1', 'GatewayClass'),
    state: 'progressing',
  },
  {
    name: 'a GatewayClass is accepted as of the generation before',
    source: 'argocd health (Progressing)',
    object: gatewayClass(at(1, accepted)),
    state: 'progressing',
  },
  {
    name: 'a GatewayClass is refused for what it refers to',
    source: 'kdeploy: on purpose, docs/deploying/waiting.md (argocd health: Degraded)',
    object: gatewayClass(refused('Accepted', 'InvalidParameters', 'not found')),
    state: 'progressing',
  },
]
