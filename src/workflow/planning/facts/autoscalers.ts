import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { FieldConflict } from '../../../cluster/errors/conflicts.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { scales } from '../../../manifest/autoscaled.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import type { Autoscaler } from '../../../plan/ownership/replicas.ts'

const type = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' } as const

/** The autoscaler of an object; undefined where it has none. */
export type AutoscalerOf = (ref: ObjectRef) => Promise<Autoscaler | undefined>

/**
 * Looks among the rendered ones first, then on the cluster, with one LIST a namespace, and only when it is asked. One that
 * `isPruned` is deleted by this run, or scales something else after it.
 */
export function findAutoscalers(
  cluster: Cluster,
  manifests: readonly Manifest[],
  isPruned: (live: KubeObject) => boolean,
): AutoscalerOf {
  const rendered = manifests.map(({ object }) => object).filter(({ kind }) => kind === type.kind)
  const lists = new Map<string, Promise<readonly KubeObject[] | 'unknown'>>()
  return async (ref) => {
    const found = rendered.find((autoscaler) => scales(autoscaler, ref))
    if (found !== undefined) return { name: found.metadata.name, isPruned: false }
    const { namespace = '' } = ref
    const list = lists.get(namespace) ?? unlessForbidden(listThem(cluster, namespace), 'unknown')
    lists.set(namespace, list)
    const live = await list
    if (live === 'unknown') return live
    const scaling = live.filter((autoscaler) => scales(autoscaler, ref))
    const [first] = [...scaling.filter((one) => !isPruned(one)), ...scaling]
    return first === undefined ? undefined : { name: first.metadata.name, isPruned: isPruned(first) }
  }
}

async function listThem(cluster: Cluster, namespace: string): Promise<readonly KubeObject[]> {
  return (await cluster.resourceOf(type)) === undefined ? [] : (await cluster.list(type, { namespace })).items
}

/** Whether the holder of `spec.replicas` is the controller that carries autoscaling out. */
export function isAutoscaling(conflict: FieldConflict | undefined): boolean {
  return conflict?.manager === 'kube-controller-manager' && conflict.subresource === 'scale'
}
