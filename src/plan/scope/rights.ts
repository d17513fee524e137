import { isDeepStrictEqual } from 'node:util'
import { asList, asMap, isMap } from '../../json-map.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { textAt } from '../../manifest/fields.ts'
import type { Json, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { extraRules } from './rules.ts'

const group = 'rbac.authorization.k8s.io'

/** OpenShift's API of the same objects, in fields of its own. */
const groups: ReadonlySet<string> = new Set([group, 'authorization.openshift.io'])

const kinds: ReadonlySet<string> = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'])

/** Labels of every chart that only say a version; whatever else a ClusterRole is labelled may have another one take its rules. */
const versionLabels: ReadonlySet<string> = new Set(['app.kubernetes.io/version', 'helm.sh/chart'])

/** Whether an object of this kind grants something to somebody. */
export function isRbac(ref: Pick<ObjectRef, 'group' | 'kind'>): boolean {
  return groups.has(ref.group) && kinds.has(ref.kind)
}

/**
 * What an object that is about rights would grant beyond what the same object grants as it is at present, in words; empty where
 * it grants no more. Without a present one it grants all that it says.
 */
export function extraGrants(wanted: KubeObject, present: KubeObject | undefined, ref: ObjectRef): string[] {
  if (ref.group !== group) return isDeepStrictEqual(contentOf(wanted), contentOf(present)) ? [] : ['different rights']
  if (ref.kind === 'RoleBinding' || ref.kind === 'ClusterRoleBinding') return boundBeyond(wanted, present)
  const rules = extraRules(wanted['rules'], present?.['rules'])
  return ref.kind === 'Role' ? rules : [...rules, ...aggregatedBeyond(wanted, present)]
}

/** Another role for all, or the same role for more. */
function boundBeyond(wanted: KubeObject, present: KubeObject | undefined): string[] {
  const role = asMap(wanted['roleRef'])
  const isSameRole = present !== undefined && isSame(role, asMap(present['roleRef']), ['kind', 'name'])
  const known = isSameRole ? asList(present['subjects']) : []
  const subjects = asList(wanted['subjects']).filter(
    (subject) => !known.some((one) => isSame(subject, one, ['kind', 'namespace', 'name'])),
  )
  return subjects.map((subject) => `${textAt(role, 'kind')} ${textAt(role, 'name')} to ${describeSubject(subject)}`)
}

function isSame(one: Json, other: Json, keys: readonly string[]): boolean {
  return isMap(one) && isMap(other) && keys.every((key) => textAt(one, key) === textAt(other, key))
}

function describeSubject(subject: Json): string {
  if (!isMap(subject)) return 'someone'
  const namespace = textAt(subject, 'namespace')
  return `${textAt(subject, 'kind')} ${namespace === '' ? '' : `${namespace}/`}${textAt(subject, 'name')}`
}

/** A ClusterRole takes the rules of those that its aggregationRule selects, and has its own taken by what its labels say. */
function aggregatedBeyond(wanted: KubeObject, present: KubeObject | undefined): string[] {
  const known = asList(asMap(present?.['aggregationRule'])['clusterRoleSelectors'])
  const selectors = asList(asMap(wanted['aggregationRule'])['clusterRoleSelectors'])
  const isMore = selectors.some((selector) => !known.some((one) => isDeepStrictEqual(one, selector)))
  const now = present === undefined ? {} : labelsOf(present)
  const labels = Object.entries(labelsOf(wanted)).filter(
    ([name, value]) => !versionLabels.has(name) && now[name] !== value,
  )
  return [
    ...(isMore ? ['the rules of other ClusterRoles'] : []),
    ...labels.map(([name, value]) => `its rules to what selects ${name}=${String(value)}`),
  ]
}

function contentOf(object: KubeObject | undefined): unknown {
  if (object === undefined) return undefined
  const { apiVersion: _, metadata: __, ...content } = object
  return content
}
