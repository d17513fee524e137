import type { Place } from '../errors.ts'
import { isMap } from '../json-map.ts'
import type { Json, JsonObject, ObjectRef } from '../manifest/types.ts'

export type Verb = 'get' | 'list' | 'create' | 'patch' | 'update' | 'delete'

/** One thing that a run must be allowed to do. */
export interface Need {
  readonly verb: Verb
  readonly group: string
  /** The plural of its URL: `deployments`. */
  readonly resource: string
  /** undefined: in the whole cluster. */
  readonly namespace: string | undefined
  /** The objects that it is about; empty where they have no name yet. */
  readonly names: readonly string[]
  /** What needs it: a template's line, or what kdeploy keeps of a release. */
  readonly for: Place | string
  /** Needed only where an object isn't there yet, which the server knows. */
  readonly onlyForNew: boolean
}

/** An object that is to be applied, with the plural of its kind's URL. */
export interface Applied {
  readonly ref: ObjectRef
  readonly plural: string
  readonly place: Place
  /** Known not to be there: its namespace isn't. */
  readonly absent: boolean
}

/**
 * What these objects need, once per verb, resource and namespace; default: what reading, dry-running and applying them does.
 */
export function needsOfObjects(
  objects: readonly Applied[],
  verbs: readonly Verb[] = ['get', 'patch', 'create'],
): Need[] {
  const needs = new Map<string, Need & { readonly names: string[]; onlyForNew: boolean }>()
  for (const { ref, plural, place, absent } of objects) {
    for (const verb of verbs) {
      const key = `${verb}/${ref.group}/${plural}/${ref.namespace ?? ''}`
      const onlyForNew = verb === 'create' && !absent
      const known = needs.get(key)
      if (known !== undefined) {
        known.names.push(ref.name)
        known.onlyForNew &&= onlyForNew
        continue
      }
      const { group, namespace, name } = ref
      needs.set(key, { verb, group, resource: plural, namespace, names: [name], for: place, onlyForNew })
    }
  }
  return [...needs.values()]
}

/** What keeping a release's state on the cluster needs: its revisions and parent (Secrets), its lock (a Lease). */
export function needsOfRelease(namespace: string): Need[] {
  const secrets = (['get', 'list', 'create', 'update'] as const).map((verb) => ownNeed(verb, 'secrets', namespace))
  const leases = (['get', 'create', 'update', 'delete'] as const).map((verb) => ownNeed(verb, 'leases', namespace))
  return [...secrets, ...leases]
}

/** What deleting a release's state needs, besides what deleting its objects does. */
export function needsOfDelete(namespace: string): Need[] {
  return [...needsOfRelease(namespace), ownNeed('delete', 'secrets', namespace)]
}

function ownNeed(verb: Verb, resource: 'secrets' | 'leases', namespace: string): Need {
  const purpose = resource === 'leases' ? "the release's lock" : "the release's revisions"
  const group = resource === 'leases' ? 'coordination.k8s.io' : ''
  return { verb, group, resource, namespace, names: [], for: purpose, onlyForNew: false }
}

/** A rule of a Role, as a SelfSubjectRulesReview lists it (authorization.k8s.io/v1, ResourceRule). */
export interface Rule {
  readonly verbs: readonly string[]
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly resourceNames?: readonly string[]
}

/** The rules of a SelfSubjectRulesReview's status. What can't be read as one allows nothing. */
export function rulesOf(status: Json | undefined): Rule[] {
  const rules: unknown = isMap(status) ? status['resourceRules'] : undefined
  return Array.isArray(rules) ? rules.filter(isRule) : []
}

function isRule(value: unknown): value is Rule {
  if (!isMap(value)) return false
  const { verbs, apiGroups, resources, resourceNames = [] } = value
  return [verbs, apiGroups, resources, resourceNames].every(
    (list) => Array.isArray(list) && list.every((one) => typeof one === 'string'),
  )
}

/** Whether rules allow it for every name that it is about. */
export function isAllowed(need: Need, rules: readonly Rule[]): boolean {
  const matching = rules.filter(
    ({ verbs, apiGroups, resources }) =>
      holds(verbs, need.verb) && holds(apiGroups, need.group) && holds(resources, need.resource),
  )
  const anyName = matching.some(({ resourceNames = [] }) => resourceNames.length === 0)
  const named = new Set(matching.flatMap(({ resourceNames = [] }) => resourceNames))
  return anyName || (need.names.length > 0 && need.names.every((name) => named.has(name)))
}

/** The name to ask about first: one that no rule allows. */
export function firstDeniedName(need: Need, rules: readonly Rule[]): string | undefined {
  return need.names.find((name) => !isAllowed({ ...need, names: [name] }, rules))
}

function holds(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

/** The Roles (ClusterRoles for the whole cluster) that would grant what is missing, ready to be written as YAML. */
export function rolesFor(missing: readonly Need[]): JsonObject[] {
  const places = [...new Set(missing.map(({ namespace }) => namespace))]
  return places.map((namespace) => {
    const rules = new Map<string, { apiGroups: string[]; resources: string[]; verbs: string[] }>()
    for (const need of missing.filter((one) => one.namespace === namespace)) {
      const key = `${need.group}/${need.resource}`
      const rule = rules.get(key) ?? { apiGroups: [need.group], resources: [need.resource], verbs: [] }
      if (!rule.verbs.includes(need.verb)) rule.verbs.push(need.verb)
      rules.set(key, rule)
    }
    return {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: namespace === undefined ? 'ClusterRole' : 'Role',
      metadata: { name: 'kdeploy', ...(namespace === undefined ? {} : { namespace }) },
      rules: [...rules.values()],
    }
  })
}
