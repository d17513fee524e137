import { keyOf } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'

/** An object of the plan, as others may need it. */
export interface Provider {
  readonly ref: ObjectRef
  /** The plural of its URL; undefined where the server doesn't know its kind yet. */
  readonly plural: string | undefined
}

/** `Kind.group` that a CustomResourceDefinition defines; undefined for any other object. */
export function definedKind({ kind, spec }: KubeObject): string | undefined {
  if (kind !== 'CustomResourceDefinition') return undefined
  const { group, names } = (spec ?? {}) as { group?: string; names?: { kind?: string } | null }
  return `${names?.kind}.${group}`
}

/**
 * Which object of the plan an answer of the server misses: `roles.rbac.authorization.k8s.io "app" not found` for a
 * RoleBinding whose Role comes with it, the ServiceAccount or PriorityClass of a Pod, a quota that is raised. undefined
 * where it is none of them.
 */
export function missingProvider(
  message: string,
  asking: ObjectRef,
  providers: readonly Provider[],
): string | undefined {
  const [, resource, name] =
    /(?:^|: )([a-z]+)[a-z0-9.-]* "([^"]+)" not found/.exec(message) ??
    /no (PriorityClass) with name (\S+) was found/.exec(message) ??
    /exceeded quota: ()([^,]+),/.exec(message) ??
    []
  if (name === undefined) return undefined
  const wanted = resource === '' ? 'resourcequota' : resource?.toLowerCase()
  const found = providers.find(
    ({ ref, plural }) =>
      ref.name === name &&
      (plural === wanted || ref.kind.toLowerCase() === wanted) &&
      (ref.namespace === undefined || ref.namespace === asking.namespace),
  )
  return found === undefined || keyOf(found.ref) === keyOf(asking) ? undefined : keyOf(found.ref)
}
