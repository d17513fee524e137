import { isDeepStrictEqual } from 'node:util'
import { isMap } from '../../json-map.ts'
import type { Json, JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'

/** Admission webhooks and policies, and what serves an API group in the API server's place. */
const groups: ReadonlySet<string> = new Set(['admissionregistration.k8s.io', 'apiregistration.k8s.io'])

/** Fields that the API server fills in, or others do: a webhook's certificate is mostly injected. */
const filledIn: ReadonlySet<string> = new Set([
  'caBundle',
  'failurePolicy',
  'matchPolicy',
  'port',
  'reinvocationPolicy',
  'scope',
  'status',
  'timeoutSeconds',
])

/**
 * Whether an object sees, changes or refuses what others ask of the API server, or does otherwise than in each of its present forms:
 * whoever decides where a webhook is gets every Secret that is written.
 */
export function interceptsMore(
  object: KubeObject,
  presents: readonly (KubeObject | undefined)[],
  ref: Pick<ObjectRef, 'group' | 'kind'>,
): boolean {
  const wanted = intercepting(object, ref)
  return wanted !== undefined && !presents.some((one) => one !== undefined && isLike(wanted, intercepting(one, ref)))
}

/** The part of an object that intercepts; undefined where none does. */
function intercepting(object: KubeObject, { group, kind }: Pick<ObjectRef, 'group' | 'kind'>): Json | undefined {
  if (groups.has(group)) {
    const { apiVersion: _, kind: __, metadata: ___, ...content } = object
    return content
  }
  if (group !== 'apiextensions.k8s.io' || kind !== 'CustomResourceDefinition') return undefined
  const { spec } = object
  const conversion = isMap(spec) ? spec['conversion'] : undefined
  return isMap(conversion) && conversion['webhook'] !== undefined ? conversion : undefined
}

/** Whether both say the same, but for what the second one was filled in with. */
function isLike(wanted: Json, present: Json | undefined): boolean {
  if (Array.isArray(wanted))
    return (
      Array.isArray(present) &&
      wanted.length === present.length &&
      wanted.every((item, index) => isLike(item, present[index]))
    )
  if (!isMap(wanted) || !isMap(present)) return isDeepStrictEqual(wanted, present)
  return (
    Object.entries(wanted).every(([key, value]) => isLike(value, present[key])) &&
    Object.entries(present).every(([key, value]) => key in wanted || filledIn.has(key) || isNothing(value))
  )
}

function isNothing(value: Json): boolean {
  return isMap(value) && Object.keys(value satisfies JsonObject).length === 0
}
