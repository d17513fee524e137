import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { isMap, type Json } from '../yaml/json.ts'
import { clientSideManagers } from './adoption.ts'

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
export function leaveReplicas(desired: KubeObject, live: KubeObject, manager: string): KubeObject {
  const { replicas: _, ...spec } = (desired['spec'] ?? {}) as { [key: string]: Json }
  const stays = replicasOf(live)
  const isSent = stays !== undefined && !othersOwnReplicas(live, manager)
  return { ...desired, spec: isSent ? { ...spec, replicas: stays } : spec }
}

/** The desired object with the live number of replicas, to be made anew with it. */
export function withLiveReplicas(desired: KubeObject, live: KubeObject): KubeObject {
  const replicas = replicasOf(live)
  if (replicas === undefined) return desired
  return { ...desired, spec: { ...(desired['spec'] as { [key: string]: Json }), replicas } }
}

/** Whether applying `desired` changes the replicas; `merged` is the dry-run's answer, which doesn't know yet of an adoption. */
export function changesReplicas(live: KubeObject, merged: KubeObject, desired: KubeObject, manager: string): boolean {
  if (replicasOf(live) !== replicasOf(merged)) return true
  const adopted = ownersOf(live).some((owner) => clientSideManagers.has(owner))
  return adopted && replicasOf(desired) === undefined && !othersOwnReplicas(live, manager)
}

/** An object that keeps the live replicas, where another manager owns them and nothing that is adopted can remove them. */
export function withOthersReplicas(merged: KubeObject, live: KubeObject, manager: string): KubeObject {
  const replicas = replicasOf(live)
  if (replicas === undefined || replicasOf(merged) !== undefined || !othersOwnReplicas(live, manager)) return merged
  return { ...merged, spec: { ...(merged['spec'] as { [key: string]: Json }), replicas } }
}

/** Whether a manager owns the replicas that neither is kdeploy nor hands its fields over to it (adoption.ts). */
function othersOwnReplicas(live: KubeObject, manager: string): boolean {
  return ownersOf(live).some((owner) => owner !== manager && !clientSideManagers.has(owner))
}

/** The managers of `spec.replicas`. */
function ownersOf(live: KubeObject): string[] {
  const entries = (live.metadata['managedFields'] ?? []) as { [key: string]: Json }[]
  return entries.flatMap(({ manager, fieldsV1 }) => {
    const spec = isMap(fieldsV1) ? fieldsV1['f:spec'] : undefined
    return isMap(spec) && spec['f:replicas'] !== undefined ? [String(manager)] : []
  })
}
