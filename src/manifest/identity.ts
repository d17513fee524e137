import type { KubeObject, ObjectRef } from './types.ts'

/** What identifies an object; its namespace is undefined where it names none. */
export function refOf(object: KubeObject): ObjectRef {
  const { apiVersion, kind, metadata } = object
  const namespace = metadata['namespace']
  return {
    group: groupOf(apiVersion),
    version: apiVersion.slice(apiVersion.indexOf('/') + 1),
    kind,
    namespace: typeof namespace === 'string' && namespace !== '' ? namespace : undefined,
    name: metadata.name,
  }
}

/** The group in an object's `apiVersion`; `''` for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.slice(0, Math.max(0, apiVersion.indexOf('/')))
}

/** As an object's `apiVersion` says it: `apps/v1`, `v1`. */
export function apiVersionOf({ group, version }: Pick<ObjectRef, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** Equal for two refs of the same object, whatever their version; for maps and sets. */
export function keyOf(ref: ObjectRef): string {
  return `${ref.group}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`
}

/** As an ApplySet's parent names it: `Deployment.apps`, `Service`. */
export function groupKindOf({ group, kind }: Pick<ObjectRef, 'group' | 'kind'>): string {
  return group === '' ? kind : `${kind}.${group}`
}

/** For people: `Deployment my-ns/web`, `ClusterRole reader`. */
export function describeRef(ref: ObjectRef): string {
  return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`
}

/** As kubectl prints it: `deployment.apps/web`, `service/web`. */
export function kubectlName(ref: ObjectRef): string {
  return `${ref.kind.toLowerCase()}${ref.group === '' ? '' : `.${ref.group}`}/${ref.name}`
}
