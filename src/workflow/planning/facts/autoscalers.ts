import type { Cluster } from '../../../cluster/api/cluster.ts'
import type { FieldConflict } from '../../../cluster/errors/conflicts.ts'
import { unlessForbidden } from '../../../cluster/errors/forbidden.ts'
import { replicasOf, scales } from '../../../manifest/autoscaled.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { maskNumbers } from '../../../plan/masking/conceal-words.ts'
import type { Emit } from '../../run/events.ts'

const type = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' } as const

/** A HorizontalPodAutoscaler; `unknown`: there may be one, as listing them is forbidden. */
export type Autoscaler = { readonly name: string; readonly isPruned: boolean } | 'unknown'

/** The autoscaler of an object; undefined where it has none. */
export type AutoscalerOf = (ref: ObjectRef) => Promise<Autoscaler | undefined>

/**
 * Whose live replicas stay; `carried`: nobody's, but kdeploy sent them on for want of a number in the template before, as for
 * an autoscaler that is gone by now.
 */
export type Keeper = Autoscaler | 'carried'

/**
 * Looks among the rendered ones first, then on the cluster, with one LIST a namespace, and only when it is asked. One that
 * `leaves` is deleted by this run, or scales something else after it.
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

/** Says whose the replicas are where that isn't the template, and what becomes of those that it no longer sets. */
export function tellReplicas(
  { ref, manifest }: { readonly ref: ObjectRef; readonly manifest: Manifest },
  live: KubeObject,
  merged: KubeObject,
  left: Keeper | undefined,
  { emit, mask }: { readonly emit: Emit; readonly mask: Masker },
): void {
  const isHidden = manifest.sensitive.some(({ path }) => path.join('.') === 'spec.replicas')
  const shown = (text: string) => (isHidden ? maskNumbers(text, mask) : text)
  const [before, after, template] = [live, merged, manifest.object].map(replicasOf)
  if (left !== undefined) {
    const instead = template === undefined ? '' : `; the template says ${template}`
    emit({
      type: 'notice',
      message: `${describeRef(ref)}: ${shown(`spec.replicas stays ${after}`)}, ${whyLeft(left)}${shown(instead)}`,
    })
  } else if (template === undefined && before !== undefined && before !== (after ?? 1)) {
    const message = `${describeRef(ref)}: ${shown(`spec.replicas goes from ${before} to ${after ?? 1}`)}, as the template no longer sets it`
    emit({ type: 'warning', message })
  }
}

function whyLeft(left: Keeper): string {
  if (left === 'unknown') return 'as an autoscaler may scale it (listing HorizontalPodAutoscalers is forbidden)'
  if (left === 'carried') return 'though neither the template nor an autoscaler sets it'
  if (left.isPruned)
    return `as HorizontalPodAutoscaler ${left.name}, which goes, has scaled it, and the template sets none`
  return `as HorizontalPodAutoscaler ${left.name} scales it`
}
