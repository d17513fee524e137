/** A HorizontalPodAutoscaler; `unknown`: there may be one, as listing them is forbidden. */
export type Autoscaler = { readonly name: string; readonly isPruned: boolean } | 'unknown'

/**
 * Whose live replicas stay; `kept`: nobody's, but kdeploy sent them on for want of a number in the template before, as for
 * an autoscaler that is gone by now.
 */
export type ReplicaOwner = Autoscaler | 'kept'

/** What is known of the replicas of a live object that its manifest, or its autoscaler, may set. */
export interface ReplicaFacts {
  /** undefined where it has none. */
  readonly autoscaler: Autoscaler | undefined
  /** The manifest sets no replicas. */
  readonly isUnset: boolean
  /** The last good revision set none either. */
  readonly wasUnset: boolean
  /** The live number was set by the controller that carries autoscaling out. */
  readonly isScaled: boolean
}

/** Whose live replicas stay; undefined where those of the manifest, or the default, are applied. */
export function replicaOwnerOf({ autoscaler, isUnset, wasUnset, isScaled }: ReplicaFacts): ReplicaOwner | undefined {
  if (autoscaler === undefined) return isUnset && wasUnset ? 'kept' : undefined
  if (autoscaler === 'unknown') return isUnset || isScaled ? autoscaler : undefined
  return isUnset || !autoscaler.isPruned ? autoscaler : undefined
}

/** Why they stay, as the end of a sentence. */
export function describeReplicaOwner(owner: ReplicaOwner): string {
  if (owner === 'unknown') return 'because an autoscaler may scale it (listing HorizontalPodAutoscalers is forbidden)'
  if (owner === 'kept') return 'although neither the template nor an autoscaler sets it'
  if (owner.isPruned)
    return `because HorizontalPodAutoscaler ${owner.name}, which this run deletes, scaled it, and the template sets no replicas`
  return `because HorizontalPodAutoscaler ${owner.name} scales it`
}
