import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import { groupKindOf } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { applySetIdOf, identityOf, objectNameOf, type Release } from './release.ts'
import { identityAnnotation } from './revision.ts'

/** Labels and annotations of an ApplySet's parent (KEP-3659). */
const idLabel = 'applyset.kubernetes.io/id'
const tooling = 'applyset.kubernetes.io/tooling'
const groupKinds = 'applyset.kubernetes.io/contains-group-kinds'
const additionalNamespaces = 'applyset.kubernetes.io/additional-namespaces'

/** Where a release's members can be: `Deployment.apps`, and the namespaces besides the release's own. */
export interface Reach {
  readonly groupKinds: readonly string[]
  readonly namespaces: readonly string[]
}

/** What a parent says that its set may contain. */
export function reachOf(parent: KubeObject): Reach {
  const annotations = parent.metadata['annotations'] as Record<string, string> | undefined
  return { groupKinds: split(annotations?.[groupKinds]), namespaces: split(annotations?.[additionalNamespaces]) }
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
export async function readParent(cluster: Cluster, release: Release): Promise<KubeObject | null> {
  const name = objectNameOf(release)
  return cluster.get({ group: '', version: 'v1', kind: 'Secret', namespace: release.namespace, name })
}

/**
 * Makes the parent, or widens it, so that it covers `reach` before any member is written; it never shrinks here.
 * Written by POST and by PUT with resourceVersion. Returns the parent as it is now.
 */
export async function widenParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject | null,
  reach: Reach,
  version: string,
) {
  if (parent === null) return createParent(cluster, release, reach, version)
  const known = reachOf(parent)
  const wider = {
    groupKinds: sorted([...known.groupKinds, ...reach.groupKinds]),
    namespaces: sorted([...known.namespaces, ...reach.namespaces]),
  }
  if (wider.groupKinds.length === known.groupKinds.length && wider.namespaces.length === known.namespaces.length)
    return parent
  return replaceParent(cluster, release, parent, wider, version)
}

/** Narrows the parent to `reach`, once nothing of the set can be elsewhere. Written by PUT with resourceVersion. */
export async function narrowParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject,
  reach: Reach,
  version: string,
) {
  const known = reachOf(parent)
  const same = (one: readonly string[], other: readonly string[]) => one.join() === other.join()
  if (same(known.groupKinds, reach.groupKinds) && same(known.namespaces, reach.namespaces)) return
  await replaceParent(cluster, release, parent, reach, version)
}

function replaceParent(
  cluster: Cluster,
  release: Release,
  parent: KubeObject,
  reach: Reach,
  version: string,
): Promise<KubeObject> {
  const next = parentObject(release, reach, version)
  next.metadata['resourceVersion'] = parent.metadata['resourceVersion'] ?? null
  return cluster.replace(next)
}

async function createParent(cluster: Cluster, release: Release, reach: Reach, version: string): Promise<KubeObject> {
  try {
    return await cluster.create(parentObject(release, reach, version))
  } catch (error) {
    if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
    throw new KdeployError({
      code: 'plan-stale',
      category: 'conflict',
      message: `another first deploy of ${identityOf(release)} began at the same time`,
      hint: 'run the command again: it plans anew from what is there now',
      cause: error,
    })
  }
}

function parentObject(release: Release, reach: Reach, version: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'kdeploy.dev/release',
    metadata: {
      name: objectNameOf(release),
      namespace: release.namespace,
      labels: { 'app.kubernetes.io/managed-by': 'kdeploy', [idLabel]: applySetIdOf(release) },
      annotations: {
        [identityAnnotation]: identityOf(release),
        [tooling]: `kdeploy/${version}`,
        [groupKinds]: reach.groupKinds.join(','),
        [additionalNamespaces]: reach.namespaces.join(','),
      },
    },
  }
}

function split(list: string | undefined): string[] {
  return list === undefined || list === '' ? [] : list.split(',')
}

function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}
