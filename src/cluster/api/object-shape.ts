import { isMap } from '../../json-map.ts'
import type { Json, KubeObject } from '../../manifest/types.ts'

const isText = (value: unknown): boolean => typeof value === 'string'
const isTexts = (value: unknown): boolean => isMap(value) && Object.values(value).every(isText)
const isObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isMap)

/** What ObjectMeta's fields hold where they are set, those that somebody reads (k8s.io/apimachinery, meta/v1). */
const metadataFields: readonly (readonly [string, (value: unknown) => boolean])[] = [
  ...['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp'].map(
    (name) => [name, isText] as const,
  ),
  ['labels', isTexts],
  ['annotations', isTexts],
  ['ownerReferences', isObjects],
  ['managedFields', isObjects],
  ['finalizers', (value) => Array.isArray(value) && value.every(isText)],
]

/** Why a response is not a Kubernetes object, to follow "sent"; undefined if it is one. */
export function objectProblem(answer: Json): string | undefined {
  if (!isMap(answer)) return 'JSON that is not an object'
  if (!isText(answer['kind']) || !isText(answer['apiVersion'])) return 'an object without apiVersion and kind'
  const metadata = answer['metadata'] ?? {}
  if (!isMap(metadata)) return 'an object whose metadata is not an object'
  const [wrong] = metadataFields.find(([name, fits]) => !fits(metadata[name] ?? emptyOf(fits))) ?? []
  return wrong === undefined ? undefined : `an object whose metadata.${wrong} can't be read`
}

/** Null is as good as absent, as Go reads it. */
function emptyOf(fits: (value: unknown) => boolean): Json {
  if (fits === isText) return ''
  return fits === isTexts ? {} : []
}

/** An object as the answer holds it, its metadata never missing. */
export function objectOf(answer: Json): KubeObject | undefined {
  if (objectProblem(answer) !== undefined || !isMap(answer)) return undefined
  return (isMap(answer['metadata']) ? answer : { ...answer, metadata: {} }) as KubeObject
}
