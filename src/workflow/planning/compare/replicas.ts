import type { FieldConflict } from '../../../cluster/errors/conflicts.ts'
import { replicasOf } from '../../../manifest/autoscaled.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { maskNumbers } from '../../../plan/masking/mask-assessment.ts'
import { describeReplicaOwner, type ReplicaOwner, replicaOwnerOf } from '../../../plan/ownership/replicas.ts'
import { isForced } from '../../../plan/ownership/rules.ts'
import type { Notice } from '../../run/events.ts'
import { isAutoscaling } from '../facts/autoscalers.ts'
import type { CompareContext } from './context.ts'
import type { Item } from './item.ts'

/**
 * Who owns the live replicas, which then win over the template; undefined also if kdeploy.yaml forces them to be
 * the template's. `held` is the conflict about them, where there is one.
 */
export async function replicaOwnerFor(
  { ref, desired }: Item,
  { autoscalerOf, hadNoReplicas, policy }: CompareContext,
  held?: FieldConflict,
): Promise<ReplicaOwner | undefined> {
  if (isForced(ref, '.spec.replicas', policy.ownership)) return undefined
  const autoscaler = await autoscalerOf(ref)
  const isUnset = replicasOf(desired) === undefined
  const wasUnset = isUnset && autoscaler === undefined && hadNoReplicas(ref)
  return replicaOwnerOf({ autoscaler, isUnset, wasUnset, isScaled: isAutoscaling(held) })
}

/** Whose the replicas are where that isn't the template, and what becomes of those that it no longer sets. */
export function noticesOfReplicas(
  { ref, manifest }: { readonly ref: ObjectRef; readonly manifest: Manifest },
  live: KubeObject,
  merged: KubeObject,
  owner: ReplicaOwner | undefined,
  mask: Masker,
): Notice[] {
  const isHidden = manifest.sensitive.some(({ path }) => path.join('.') === 'spec.replicas')
  const shown = (text: string) => (isHidden ? maskNumbers(text, mask) : text)
  const [before, after, template] = [live, merged, manifest.object].map(replicasOf)
  const name = describeRef(ref)
  if (owner !== undefined) {
    const instead = template === undefined ? '' : `; the template says ${template}`
    const message = `${name}: ${shown(`spec.replicas stays at ${after}`)}, ${describeReplicaOwner(owner)}${shown(instead)}`
    return [{ type: 'notice', message }]
  }
  if (template !== undefined || before === undefined || before === (after ?? 1)) return []
  const message = `${name}: ${shown(`spec.replicas changes from ${before} to ${after ?? 1}`)}, because the template no longer sets it`
  return [{ type: 'warning', message }]
}
