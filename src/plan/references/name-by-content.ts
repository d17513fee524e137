import { asMap, isMap } from '../../json-map.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { FieldPath, Json, KubeObject, Manifest } from '../../manifest/types.ts'
import { contentName, isNamedByContent } from './content-name.ts'
import { referencesOf } from './references.ts'

/** On any object: what it comes after; see plan/after.ts. */
const afterAnnotation = 'kdeploy.dev/after'

/**
 * The manifests with each ConfigMap and Secret that asks for it named by its content, and all that refers to one of them following.
 * Fields keep their places.
 */
export function nameByContent(manifests: readonly Manifest[]): Manifest[] {
  const names = new Map<string, string>()
  for (const manifest of manifests) {
    const { object } = manifest
    if (isNamedByContent(object)) names.set(keyOf(refOf(object)), contentName(manifest))
  }
  if (names.size === 0) return [...manifests]
  return manifests.map((manifest) => {
    const own = names.get(keyOf(refOf(manifest.object)))
    const renamed = own === undefined ? manifest.object : withValue(manifest.object, ['metadata', 'name'], own)
    const object = renamedReferences(manifest, names).reduce(
      (changed, [path, name]) => withValue(changed, path, name),
      withDependencies(renamed, names),
    )
    return object === manifest.object ? manifest : { ...manifest, object: object as KubeObject }
  })
}

/** The fields that name one of them, and what they say then; also where Kubernetes lets it be missing. */
function renamedReferences(manifest: Manifest, names: ReadonlyMap<string, string>): (readonly [FieldPath, string])[] {
  const strict = { ...manifest, object: withoutOptional(manifest.object) as KubeObject }
  return referencesOf([strict]).flatMap(({ path, to }) => {
    const name = names.get(keyOf(to))
    return name === undefined ? [] : [[path, name] as const]
  })
}

/** Nothing that a pod names may be missing then, so that all of it is a reference. */
function withoutOptional(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutOptional)
  if (!isMap(value)) return value
  const entries = Object.entries(value).filter(([key, item]) => key !== 'optional' || item !== true)
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutOptional(item)]))
}

/** `KIND/NAME` and `KIND/NAMESPACE/NAME` in what an object comes after. */
function withDependencies(object: KubeObject, names: ReadonlyMap<string, string>): KubeObject {
  const after = annotationOf(object, afterAnnotation)
  if (typeof after !== 'string') return object
  const own = refOf(object).namespace
  const renamed = after.replaceAll(
    /(?<=^|[,\s])(ConfigMap|Secret)\/(?:([^/,\s]+)\/)?([^/,\s]+)/gi,
    (text, kind, namespace, name) => {
      const ref = { group: '', version: 'v1', kind: kind.toLowerCase() === 'secret' ? 'Secret' : 'ConfigMap' }
      const found = names.get(keyOf({ ...ref, namespace: namespace ?? own, name }))
      return found === undefined ? text : `${text.slice(0, -name.length)}${found}`
    },
  )
  return renamed === after ? object : withValue(object, ['metadata', 'annotations', afterAnnotation], renamed)
}

/** The object with another value at a path that it has. */
function withValue(object: KubeObject, path: FieldPath, value: Json): KubeObject {
  return replaceAt(object, path, value) as KubeObject
}

function replaceAt(at: Json, [step, ...rest]: FieldPath, value: Json): Json {
  if (step === undefined) return value
  if (Array.isArray(at)) return at.map((item, index) => (index === step ? replaceAt(item, rest, value) : item))
  const map = asMap(at)
  return { ...map, [step]: replaceAt(map[String(step)] ?? null, rest, value) }
}
