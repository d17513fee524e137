import type { Cluster } from '../../../cluster/api/cluster.ts'
import { textAt } from '../../../manifest/fields.ts'
import { describeRef, keyOf, refOf } from '../../../manifest/identity.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { applyRule } from '../../../plan/prune/decide.ts'
import { claimInUse } from '../../../plan/prune/rules/claim-in-use.ts'
import { toDelete } from '../../../plan/prune-candidates.ts'
import { mayMount } from '../../../plan/references/pod-spec.ts'
import type { PruneCandidate } from '../../../plan/types.ts'
import { withConcurrency } from '../../run/concurrency.ts'
import { namespaceRef } from '../../run/namespace.ts'
import type { Run } from '../../run/run.ts'
import { isClaim, podsOf } from '../compare/mounted-claim.ts'
import { OwnerSearch, type StayingOwner } from './owner-search.ts'

/**
 * Refuses to delete claims that pods mount which stay. Pods go with whatever owns them, once this run deletes it, or rewrites it
 * without the claim: `rendered`, by key. Where listing pods is forbidden nobody looks.
 * @throws KdeployError `claim-in-use` with the pods of each claim
 */
export async function refuseClaimsInUse(
  run: Run,
  candidates: readonly PruneCandidate[],
  rendered: ReadonlyMap<string, KubeObject>,
): Promise<void> {
  const cluster = withConcurrency(run.cluster, run.concurrency)
  const gone = new Set(toDelete(candidates).map(({ ref }) => keyOf(ref)))
  const claims = toDelete(candidates)
    .map(({ ref }) => ref)
    .filter((ref) => isClaim(ref) && !gone.has(keyOf(namespaceRef(ref.namespace ?? ''))))
  const owners = new OwnerSearch(cluster, (object, claim) => {
    const key = keyOf(refOf(object))
    const next = rendered.get(key)
    return gone.has(key) || (next !== undefined && !mayMount(next, claim))
  })
  applyRule(claimInUse, candidates, { stayingPods: await findStayingPods(cluster, claims, owners) })
}

/** See ClaimFacts. */
async function findStayingPods(
  cluster: Cluster,
  claims: readonly ObjectRef[],
  owners: OwnerSearch,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const namespaces = [...new Set(claims.map(({ namespace }) => namespace))]
  const pods = new Map(await Promise.all(namespaces.map(async (name) => [name, await podsOf(cluster, name)] as const)))
  const found = await Promise.all(
    claims.map(async (ref): Promise<[string, string[]][]> => {
      const mounting = (pods.get(ref.namespace) ?? []).filter((pod) => mayMount(pod, ref.name))
      const owned = await Promise.all(
        mounting.map(async (pod) => ({ pod, owner: await owners.staying(pod, ref.name) })),
      )
      const staying = owned.flatMap(({ pod, owner }) => (owner === undefined ? [] : [describePod(pod, owner)]))
      return staying.length === 0 ? [] : [[keyOf(ref), staying]]
    }),
  )
  return new Map(found.flat())
}

function describePod(pod: KubeObject, { object, unread }: StayingOwner): string {
  const { release } = membershipOf(object) ?? {}
  const about = [
    ...(object === pod ? [] : [`of ${describeRef(refOf(object))}`]),
    ...(release === undefined ? [] : [`a member of ${release}`]),
    ...(unread === undefined ? [] : [`whose owner ${textAt(unread, 'kind')} ${textAt(unread, 'name')} can't be read`]),
  ]
  return about.length === 0 ? pod.metadata.name : `${pod.metadata.name} (${about.join(', ')})`
}
