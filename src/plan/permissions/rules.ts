import { isMap } from '../../json-map.ts'
import type { Json } from '../../manifest/types.ts'
import type { Need } from './need.ts'

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
