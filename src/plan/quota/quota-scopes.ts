import { asList } from '../../json-map.ts'
import { fieldAt, listAt, numberAt, textAt } from '../../manifest/fields.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'
import type { Pods } from './pod-requests.ts'

/** A condition on a pod; `scopes: [X]` is short for the operator Exists (kubernetes.io, "Quota scopes"). */
interface Scope {
  readonly name: string
  readonly operator: string
  readonly values: readonly Json[]
}

/**
 * Whether a quota has scopes: then it counts pods, and no other object; but for the scope VolumeAttributesClass, by which it
 * counts claims, which are not counted here.
 */
export function countsOnlyPods(quota: KubeObject): boolean {
  return scopesOf(quota).length > 0
}

/** Whether a quota counts these pods: they are in all of its scopes. undefined: nothing seen here tells. */
export function coversPods(quota: KubeObject, pods: Pick<Pods, 'spec' | 'each'>): boolean | undefined {
  const answers = scopesOf(quota).map((scope) => isIn(scope, pods))
  if (answers.includes(false)) return false
  return answers.includes(undefined) ? undefined : true
}

function scopesOf(quota: KubeObject): Scope[] {
  const plain = fieldAt(quota, 'spec', 'scopes')
  return [
    ...asList(plain).map((name) => ({ name: String(name), operator: 'Exists', values: [] })),
    ...listAt(quota, 'spec', 'scopeSelector', 'matchExpressions').map((expression) => {
      const values = fieldAt(expression, 'values')
      const operator = textAt(expression, 'operator')
      return { name: textAt(expression, 'scopeName'), operator, values: asList(values) }
    }),
  ]
}

/** As Kubernetes' evaluator of pods says it (pkg/quota/v1/evaluator/core, podMatchesScopeFunc). */
function isIn({ name, operator, values }: Scope, { spec, each }: Pick<Pods, 'spec' | 'each'>): boolean | undefined {
  switch (name) {
    case 'Terminating':
      return isTerminating(spec)
    case 'NotTerminating':
      return !isTerminating(spec)
    case 'BestEffort':
      return isBestEffort(each)
    case 'NotBestEffort':
      return !isBestEffort(each)
    case 'CrossNamespacePodAffinity':
      return looksElsewhere(spec)
    case 'PriorityClass': {
      const priority = textAt(spec, 'priorityClassName')
      // The cluster's default class may give it one, which isn't seen here.
      if (priority === '') return undefined
      if (operator === 'In') return values.includes(priority)
      if (operator === 'NotIn') return !values.includes(priority)
      return operator === 'Exists'
    }
    default:
      return false
  }
}

function isTerminating(spec: Json | undefined): boolean {
  return (numberAt(spec, 'activeDeadlineSeconds') ?? -1) >= 0
}

function isBestEffort(each: Pods['each']): boolean {
  return ![...each].some(([name, amount]) => amount > 0 && /^(?:requests|limits)\.(?:cpu|memory)$/.test(name))
}

/** Whether the pod asks for (or against) pods of other namespaces. */
function looksElsewhere(spec: Json | undefined): boolean {
  const terms = ['podAffinity', 'podAntiAffinity'].flatMap((side) => [
    ...listAt(spec, 'affinity', side, 'requiredDuringSchedulingIgnoredDuringExecution'),
    ...listAt(spec, 'affinity', side, 'preferredDuringSchedulingIgnoredDuringExecution').map(
      (preference) => fieldAt(preference, 'podAffinityTerm') ?? null,
    ),
  ])
  return terms.some((term) => {
    const namespaces = fieldAt(term, 'namespaces')
    return (Array.isArray(namespaces) && namespaces.length > 0) || fieldAt(term, 'namespaceSelector') !== undefined
  })
}
