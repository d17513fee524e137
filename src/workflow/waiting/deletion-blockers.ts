import type { Cluster, ResourceType } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { joinNames } from '../../counts.ts'
import { kindOf } from '../../kinds/kind-of.ts'
import { type ChildType, childrenOf, childTypes, noChildren } from '../../kinds/rules/children.ts'
import { ObjectIndex } from '../../kinds/rules/object-index.ts'
import { finalizersOf } from '../../manifest/deletion.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { mayMount } from '../../plan/references/pod-spec.ts'

/** Pods that are named; more are counted. */
const mostPods = 3

/** Set by a deletion in the foreground: what the object owns goes first (kubernetes.io, "Garbage Collection"). */
const foreground = 'foregroundDeletion'

/** kubernetes.io, "Storage Object in Use Protection". */
const claimProtection = 'kubernetes.io/pvc-protection'

/**
 * What keeps an object that is being deleted from going, in words: its finalizers, and the pods behind those that are
 * Kubernetes' own. Where listing pods is forbidden, they are left out.
 */
export async function readBlockers(cluster: Cluster, object: KubeObject): Promise<string> {
  return describeBlockers(object, await readBlockingPods(cluster, object))
}

/** The same, where the pods are known. */
export function describeBlockers(object: KubeObject, pods: readonly string[]): string {
  const finalizers = finalizersOf(object)
  const kind = kindOf(refOf(object))
  if (kind.explainsDeletion) return kind.assess(object, noChildren, 0).causes[0]?.message ?? ''
  if (finalizers.length === 0) return kind.deletionWaitsFor ?? 'it has no finalizers and should be gone soon'
  const how = finalizers.includes(claimProtection) ? 'pods mount it' : 'its pods are still there'
  return `held by finalizers: ${finalizers.join(', ')}${pods.length === 0 ? '' : ` (${how}: ${joinNames(pods, mostPods)})`}`
}

async function readBlockingPods(cluster: Cluster, object: KubeObject): Promise<string[]> {
  const finalizers = finalizersOf(object)
  const { namespace } = refOf(object)
  const list = (type: ResourceType) => listIfAllowed(cluster, type, namespace)
  const names = (pods: readonly KubeObject[]) => pods.map(({ metadata: { name } }) => name).sort()
  if (finalizers.includes(claimProtection))
    return names((await list(childTypes.Pod)).filter((pod) => mayMount(pod, object.metadata.name)))
  if (!finalizers.includes(foreground)) return []
  const types = kindOf(refOf(object)).children.filter((type) => type !== 'Event')
  const lists = new Map<ChildType, ObjectIndex>(
    await Promise.all(types.map(async (type) => [type, new ObjectIndex(await list(childTypes[type]))] as const)),
  )
  return names(childrenOf(types, object, (type) => lists.get(type) ?? new ObjectIndex()).pods)
}

async function listIfAllowed(
  cluster: Cluster,
  type: ResourceType,
  namespace: string | undefined,
): Promise<readonly KubeObject[]> {
  const list = cluster.list({ group: type.group, kind: type.kind }, { namespace })
  return (await unlessForbidden(list, undefined))?.items ?? []
}
