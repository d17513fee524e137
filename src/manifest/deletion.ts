import type { KubeObject } from './types.ts'

/**
 * Whether a live object is being deleted: it still takes every change, and goes with all of them once its finalizers and its
 * pods are gone.
 */
export function isTerminating(live: KubeObject | null): live is KubeObject {
  return live !== null && live.metadata['deletionTimestamp'] !== undefined
}

/** Its finalizers, in their order. */
export function finalizersOf({ metadata }: KubeObject): readonly string[] {
  return (metadata['finalizers'] ?? []) as string[]
}

/**
 * Whether an object of its name can be created once it is gone. A Namespace takes along all that is in it, so that it is refused
 * instead (workflow/planning/facts/namespaces.ts).
 */
export function canBeRecreatedOnceGone(live: KubeObject | null): live is KubeObject {
  return isTerminating(live) && !(live.apiVersion === 'v1' && live.kind === 'Namespace')
}
