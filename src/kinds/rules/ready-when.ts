import { isStaleCondition, listAt, textAt } from '../../manifest/fields.ts'
import type { Json, JsonObject, KubeObject } from '../../manifest/types.ts'
import { textOf, valuesAt } from './json-path.ts'
import type { Assessment, Kind } from './kind.ts'
import { failed, progressing, ready } from './outcome.ts'
import { isRule, parseRule, type Rule } from './rule.ts'

/** Annotations with rules, one a line, as `kubectl wait --for` takes them: `{.status.phase}=Running`, `condition=Ready`. */
export const readyWhenAnnotation = 'kdeploy.dev/ready-when'
export const failWhenAnnotation = 'kdeploy.dev/fail-when'

/** The lines of an annotation. */
export function ruleLines(object: KubeObject, annotation: string): string[] {
  return textAt(object, 'metadata', 'annotations', annotation)
    .split('\n')
    .filter((line) => line.trim() !== '')
}

/**
 * What the object's own rules, else its kind's by the project, make of its kind's assessment: fail-when fails it; ready-when must hold
 * besides what its kind wants, or instead where the kind only follows conventions, also where these call it failed.
 */
export function readyWhen(object: KubeObject, kind: Kind, byKind: Assessment): Assessment {
  if (byKind.isUnseen === true || (byKind.state === 'failed' && kind.byConvention !== true)) return byKind
  const current = withoutStaleConditions(object)
  const annotated = rulesOf(object, failWhenAnnotation)
  const broken = (annotated ?? kind.projectRules?.failWhen ?? []).find((rule) => holds(current, rule))
  if (broken !== undefined) {
    const where = annotated === undefined ? 'readiness in kdeploy.yaml' : failWhenAnnotation
    return failed(`${broken.text} (${where})`, [{ reason: 'FailWhen', message: `${broken.text} is true`, final: true }])
  }
  const rules = rulesOf(object, readyWhenAnnotation) ?? kind.projectRules?.readyWhen ?? []
  if (rules.length === 0) return byKind
  if (byKind.state !== 'ready' && kind.byConvention !== true) return byKind
  const open = rules.find((rule) => !holds(current, rule))
  if (open === undefined) return byKind.state === 'ready' ? byKind : ready(rules.map(({ text }) => text).join(', '))
  if (byKind.state === 'failed') return byKind
  return progressing(`waiting for ${open.text}${describeNow(current, open)}`, byKind.causes, byKind.counts)
}

/** undefined where the object has none. */
function rulesOf(object: KubeObject, annotation: string): Rule[] | undefined {
  const lines = ruleLines(object, annotation)
  return lines.length === 0 ? undefined : lines.map(parseRule).filter(isRule)
}

/** The object as rules see it: what a condition says of an earlier generation isn't so any more. */
function withoutStaleConditions(object: KubeObject): KubeObject {
  const conditions = listAt(object, 'status', 'conditions')
  const current = conditions.filter((condition) => !isStaleCondition(object, condition))
  if (current.length === conditions.length) return object
  return { ...object, status: { ...(object['status'] as JsonObject), conditions: current } }
}

/** As kubectl wait: the path leads to one value, which is a text, number or boolean and the wanted one. */
function holds(object: KubeObject, rule: Rule): boolean {
  if (rule.type === 'condition') return isSame(statusOf(object, rule.name), rule.status)
  const [found, ...more] = valuesAt(object, rule.path)
  if (found === undefined || more.length > 0) return false
  return rule.value === undefined || (isPlain(found) && textOf(found).trim() === rule.value.trim())
}

/** The names of conditions, and what they say, are compared without case, as kubectl wait does. */
function statusOf(object: KubeObject, name: string): string | undefined {
  const found = listAt(object, 'status', 'conditions').find(
    ({ type }) => typeof type === 'string' && isSame(type, name),
  )
  return found === undefined ? undefined : textAt(found, 'status')
}

function isSame(a: string | undefined, b: string): boolean {
  return a?.toLowerCase() === b.toLowerCase()
}

function isPlain(value: Json): boolean {
  return typeof value !== 'object' || value === null
}

function describeNow(object: KubeObject, rule: Rule): string {
  if (rule.type === 'condition') {
    const status = statusOf(object, rule.name)
    return status === undefined ? '' : `, currently ${status}`
  }
  const found = valuesAt(object, rule.path)
  if (found.length > 1) return `, but it leads to ${found.length} values, and must lead to one`
  if (rule.value === undefined || found.length === 0) return ''
  if (!found.every(isPlain)) return ', but it leads to a list or map, which has no value to compare'
  return `, currently ${found.map(textOf).join(', ')}`
}
