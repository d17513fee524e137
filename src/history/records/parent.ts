import type { Cluster } from '../../cluster/api/cluster.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import { groupKindOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { shorten } from '../../shorten.ts'
import { objectNameOf, type Release } from './release.ts'

/** Annotations of an ApplySet's parent that say where its members may be (KEP-3659). */
export const groupKinds = 'applyset.kubernetes.io/contains-group-kinds'
export const additionalNamespaces = 'applyset.kubernetes.io/additional-namespaces'

/** What either may name at most: each pair of a kind and a namespace is a request. */
const mostNamed = 500

/** Kubernetes' own rules: `Deployment.apps`, and a DNS label. */
const forms = {
  [groupKinds]: /^[A-Z][A-Za-z0-9]{0,62}(?:\.[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?)?$/,
  [additionalNamespaces]: /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/,
}

/** Where a release's members can be: `Deployment.apps`, and the namespaces besides the release's own. */
export interface Reach {
  readonly groupKinds: readonly string[]
  readonly namespaces: readonly string[]
}

/** What a parent says that its set may contain; what it can't contain counts for nothing (see `problemsIn`). */
export function reachOf(parent: KubeObject): Reach {
  return { groupKinds: named(parent, groupKinds).valid, namespaces: named(parent, additionalNamespaces).valid }
}

/** Problems with the parent's annotations, one each; empty if they are as kdeploy writes them. */
export function problemsIn(parent: KubeObject): string[] {
  return ([groupKinds, additionalNamespaces] as const).flatMap((annotation) => named(parent, annotation).problem ?? [])
}

/** The reach of these members, for the parent's annotations. */
export function reachOfMembers(release: Release, objects: readonly ObjectRef[]): Reach {
  // A Namespace is never a member.
  const members = objects.filter(({ group, kind }) => group !== '' || kind !== 'Namespace')
  return {
    groupKinds: sorted(members.map(groupKindOf)),
    namespaces: sorted(
      members.flatMap(({ namespace }) =>
        namespace === undefined || namespace === release.namespace ? [] : [namespace],
      ),
    ),
  }
}

/** The release's parent object; null before its first deploy. */
export function readParent(cluster: Cluster, release: Release): Promise<KubeObject | null> {
  return cluster.get(parentRef(release))
}

export function parentRef(release: Release): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace: release.namespace, name: objectNameOf(release) }
}

function named(parent: KubeObject, annotation: keyof typeof forms): { valid: string[]; problem?: string } {
  const text = annotationOf(parent, annotation) ?? ''
  if (typeof text !== 'string') return { valid: [], problem: `${annotation} is not text` }
  const items = text === '' ? [] : text.split(',')
  if (items.length > mostNamed)
    return { valid: [], problem: `${annotation} lists ${items.length} names, more than ${mostNamed}` }
  const invalid = items.filter((item) => !forms[annotation].test(item))
  const valid = items.filter((item) => !invalid.includes(item))
  if (invalid.length === 0) return { valid }
  const [first = ''] = invalid
  return { valid, problem: `${annotation} lists an invalid name: ${shorten(JSON.stringify(first), { most: 60 })}` }
}

export function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}
