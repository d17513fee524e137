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

/** An object that the server refused to dry-run. */
export interface Asking {
  readonly ref: ObjectRef
  readonly desired: KubeObject
}

/**
 * Which object of the plan an answer of the server misses, by its key: the Role of a RoleBinding, the ServiceAccount or
 * PriorityClass of a Pod, a quota that is raised. undefined where it is none of them.
 */
export function missingProvider(message: string, asking: Asking, providers: readonly Provider[]): string | undefined {
  const missing = missingIn(message, asking)
  if (missing === undefined) return undefined
  const found = providers.find(
    ({ ref, plural }) =>
      ref.name === missing.name &&
      (plural === missing.kind || ref.kind.toLowerCase() === missing.kind) &&
      (ref.namespace === undefined || ref.namespace === asking.ref.namespace),
  )
  return found === undefined || keyOf(found.ref) === keyOf(asking.ref) ? undefined : keyOf(found.ref)
}

/** `kind` is a kind or a plural, in lower case. */
function missingIn(message: string, { ref, desired }: Asking): { kind: string; name: string } | undefined {
  const [, kind = '', name = ''] = /(?:^|: )([a-z]+)[a-z0-9.-]* "([^"]+)" not found/.exec(message) ?? []
  // A binding whose role isn't there is answered as if the binding itself weren't (Kubernetes 1.36, to who may only bind what they hold).
  if (kind === `${ref.kind.toLowerCase()}s` && name === ref.name) {
    const role = desired['roleRef'] as { kind?: string; name?: string } | undefined
    return role?.kind === undefined ? undefined : { kind: role.kind.toLowerCase(), name: role.name ?? '' }
  }
  if (kind !== '') return { kind, name }
  const [, priorityClass] = /no PriorityClass with name (\S+) was found/.exec(message) ?? []
  if (priorityClass !== undefined) return { kind: 'priorityclass', name: priorityClass }
  const [, quota] = /exceeded quota: ([^,]+),/.exec(message) ?? []
  return quota === undefined ? undefined : { kind: 'resourcequota', name: quota }
}
