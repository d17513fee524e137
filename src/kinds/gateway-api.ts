import { conditionIn, listAt, numberAt, textAt } from '../manifest/fields.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'
import { conditionCause } from './rules/condition-cause.ts'
import type { Assessment, Cause, Kind } from './rules/kind.ts'
import { failed, progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

const group = 'gateway.networking.k8s.io'

/** Reasons that lie in the object itself; others may pass, as its Gateway, Services, Secrets and ReferenceGrants come. */
const ownReasons = new Set([
  'UnsupportedValue',
  'IncompatibleFilters',
  'InvalidKind',
  'UnsupportedAddress',
  'UnsupportedProtocol',
  'InvalidRouteKinds',
  'HostnameConflict',
  'ProtocolConflict',
])

/**
 * Ready when each parent that it names has accepted it and found what it refers to (gateway-api.sigs.k8s.io, Route status). With
 * several controllers for one parent, one that does is enough.
 */
function route(kind: string): Kind {
  return {
    group,
    kind,
    children: [],
    progressLimit: 2 * minute,
    assess(object) {
      const parents = listAt(object, 'spec', 'parentRefs')
      const open = parents.flatMap((parent) => openCauses(object, parent))
      if (open.length > 0) return outcomeOf(open)
      return ready(parents.length === 0 ? 'accepted' : `accepted by ${parents.map(nameOf).join(', ')}`)
    },
  }
}

/** Why a parent doesn't serve a route yet; none where it does. */
function openCauses(object: KubeObject, parent: JsonObject): Cause[] {
  const told = listAt(object, 'status', 'parents').filter((entry) => isSame(entry['parentRef'], parent, object))
  const causes = told.map((entry) => obstacle(object, listAt(entry, 'conditions'), ['Accepted']))
  if (causes.includes(undefined)) return []
  const first = causes[0] ?? unanswered
  return [{ ...first, message: `${nameOf(parent)}: ${first.message}` }]
}

/** Whether two references name the same parent, where the one leaves out what the other fills in. */
function isSame(told: Json | undefined, wanted: JsonObject, object: KubeObject): boolean {
  const keyOf = (parent: Json | undefined): string =>
    [
      textAt(parent, 'group') || group,
      textAt(parent, 'kind') || 'Gateway',
      textAt(parent, 'namespace') || textAt(object, 'metadata', 'namespace'),
      textAt(parent, 'name'),
      textAt(parent, 'sectionName'),
      numberAt(parent, 'port') ?? '',
    ].join('/')
  return keyOf(told) === keyOf(wanted)
}

function nameOf(parent: JsonObject): string {
  const section = textAt(parent, 'sectionName')
  return `${textAt(parent, 'kind') || 'Gateway'} ${textAt(parent, 'name')}${section === '' ? '' : `/${section}`}`
}

/** Ready when it is accepted and programmed, and so is each of its listeners (gateway-api.sigs.k8s.io, Gateway status). */
const gateway: Kind = {
  group,
  kind: 'Gateway',
  children: [],
  progressLimit: 5 * minute,
  assess(object) {
    const own = obstacle(object, listAt(object, 'status', 'conditions'), ['Accepted', 'Programmed'])
    const listeners = listAt(object, 'status', 'listeners').flatMap((listener) => {
      const cause = obstacle(object, listAt(listener, 'conditions'), [])
      const name = textAt(listener, 'name')
      return cause === undefined ? [] : [{ ...cause, message: `listener ${name}: ${cause.message}` }]
    })
    const causes = [...(own === undefined ? [] : [own]), ...listeners]
    if (causes.length > 0) return outcomeOf(causes)
    const [address] = listAt(object, 'status', 'addresses')
    return ready(address === undefined ? 'programmed' : `reachable at ${textAt(address, 'value')}`)
  },
}

/** Ready when a controller has accepted it. */
const gatewayClass: Kind = {
  group,
  kind: 'GatewayClass',
  children: [],
  progressLimit: 2 * minute,
  assess(object) {
    const cause = obstacle(object, listAt(object, 'status', 'conditions'), ['Accepted'])
    return cause === undefined ? ready('accepted') : outcomeOf([cause])
  },
}

/** Says that no controller has looked at it. */
const unanswered: Cause = { reason: 'Pending', message: 'no controller has answered yet', final: false }

/** The condition that stands in the way, a refusal first; also where one of `needed` isn't there. undefined: none does. */
function obstacle(object: KubeObject, conditions: readonly JsonObject[], needed: readonly string[]): Cause | undefined {
  const found = ['Accepted', 'ResolvedRefs', 'Programmed'].map((type) => ({
    type,
    condition: conditionIn(conditions, type, object),
  }))
  const conflict = conditionIn(conditions, 'Conflicted', object)
  const refused =
    conflict?.status === 'True' ? conflict : found.find((one) => one.condition?.status === 'False')?.condition
  if (refused !== undefined) return conditionCause(refused, 'refused', ownReasons.has(refused.reason))
  const open = found.find((one) =>
    one.condition === undefined ? needed.includes(one.type) : one.condition.status !== 'True',
  )
  if (open === undefined) return undefined
  return open.condition?.message ? conditionCause(open.condition, open.condition.message) : unanswered
}

/** Failed where a cause is final, which comes first then; else on its way. */
function outcomeOf(causes: readonly Cause[]): Assessment {
  const sorted = [...causes].sort((a, b) => Number(b.final) - Number(a.final))
  const [{ message, final } = unanswered] = sorted
  return final ? failed(message, sorted) : progressing(message, sorted)
}

export const gatewayApiKinds: readonly Kind[] = [
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map(route),
  gateway,
  gatewayClass,
]
