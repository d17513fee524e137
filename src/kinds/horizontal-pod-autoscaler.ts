import { isMap } from '../json-map.ts'
import { type Condition, conditionIn, conditionOf, textAt } from '../manifest/fields.ts'
import type { Json, JsonObject, KubeObject } from '../manifest/types.ts'
import type { Kind } from './rules/kind.ts'
import { progressing, ready } from './rules/outcome.ts'
import { minute } from './rules/progress-limit.ts'

/** Where autoscaling/v1 keeps the conditions that v2 has in its status (kubernetes/api, autoscaling/v1, annotations.go). */
const conditionsAnnotation = 'autoscaling.alpha.kubernetes.io/conditions'

/** Reasons that only a change of a spec takes away; others come and go with its metrics and with pods that start. */
const problems: Readonly<Record<string, string>> = {
  FailedGetScale: "can't read its target's scale",
  FailedUpdateScale: "can't scale its target",
  InvalidSelector: "its target's selector can't be read",
  AmbiguousSelector: 'another autoscaler scales the same pods',
  InvalidMetricSourceType: 'has a metric of an unknown type',
}

/**
 * Ready unless it says that it can't scale its target: its controller looks every 15 s only, and metrics of new pods
 * come a minute late, which is no reason to hold a deploy up.
 */
export const horizontalPodAutoscaler: Kind = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  children: [],
  progressLimit: 5 * minute,
  assess(object) {
    const told = ['AbleToScale', 'ScalingActive'].flatMap((type) => autoscalerCondition(object, type) ?? [])
    const problem = told.find(({ status, reason }) => status === 'False' && reason in problems)
    if (problem === undefined) return ready('accepted')
    const { reason, message } = problem
    return progressing(problems[reason] ?? reason, [{ reason, message, final: false }])
  },
}

function autoscalerCondition(object: KubeObject, type: string): Condition | undefined {
  return conditionIn(conditionsOfV1(object), type, object) ?? conditionOf(object, type)
}

/** None where they aren't there, or can't be read. */
function conditionsOfV1(object: KubeObject): JsonObject[] {
  try {
    const parsed: unknown = JSON.parse(textAt(object, 'metadata', 'annotations', conditionsAnnotation))
    return Array.isArray(parsed) ? (parsed as Json[]).filter(isMap) : []
  } catch {
    return []
  }
}
