import { isMap, type Json } from '../json-map.ts'
import type { KubeObject, ObjectRef } from './types.ts'

/** What a HorizontalPodAutoscaler scales. */
export function scales(autoscaler: KubeObject, { group, kind, name, namespace }: ObjectRef): boolean {
  const spec = autoscaler['spec']
  const target = isMap(spec) ? spec['scaleTargetRef'] : undefined
  if (!isMap(target) || autoscaler.metadata['namespace'] !== namespace) return false
  const [first = '', second] = String(target['apiVersion'] ?? '').split('/')
  return (second === undefined ? '' : first) === group && target['kind'] === kind && target['name'] === name
}

/** `spec.replicas`; undefined where the object has none. */
export function replicasOf(object: KubeObject): Json | undefined {
  const spec = object['spec']
  return isMap(spec) ? spec['replicas'] : undefined
}

/**
 * The desired object with its replicas left to an autoscaler: without them, where another manager holds them already; with the
 * live number, where nobody but kdeploy does, as leaving them out would reset them to 1.
 */
export function withReplicasLeftAlone(desired: KubeObject, live: KubeObject, manager: string): KubeObject {
  const stays = replicasOf(live)
  const isSent = stays !== undefined && !othersOwnReplicas(live, manager)
  return isSent ? withLiveReplicas(desired, live) : withoutReplicas(desired)
}

/** The desired object with the live number of replicas, to be recreated with it. */
export function withLiveReplicas(desired: KubeObject, live: KubeObject): KubeObject {
  const replicas = replicasOf(live)
  if (replicas === undefined) return desired
  return { ...desired, spec: { ...(desired['spec'] as { [key: string]: Json }), replicas } }
}

/** The desired object without replicas, so that whoever set them keeps them. */
export function withoutReplicas(desired: KubeObject): KubeObject {
  const { replicas: _, ...spec } = (desired['spec'] ?? {}) as { [key: string]: Json }
  return { ...desired, spec }
}

/** Whether another manager than kdeploy owns the replicas. */
function othersOwnReplicas(live: KubeObject, manager: string): boolean {
  return ownersOf(live).some((owner) => owner !== manager)
}

/** The managers of `spec.replicas`. */
function ownersOf(live: KubeObject): string[] {
  const entries = (live.metadata['managedFields'] ?? []) as { [key: string]: Json }[]
  return entries.flatMap(({ manager, fieldsV1 }) => {
    const spec = isMap(fieldsV1) ? fieldsV1['f:spec'] : undefined
    return isMap(spec) && spec['f:replicas'] !== undefined ? [String(manager)] : []
  })
}
