import { isDeepStrictEqual } from 'node:util'
import { isMap, type Json } from '../../json-map.ts'
import { countAt, fieldAt, listAt, numberAt, textAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { shareOfPods } from '../share-of-pods.ts'

/** A workload whose pods are replaced. */
export interface Rollout {
  readonly ref: ObjectRef
  /** How many pods it has then. */
  readonly pods: number
  /** How many of them may be missing at a time: 0 where new pods come before old ones go. */
  readonly missing: number
  /** What a person should know of how they are replaced; undefined where new pods simply come before old ones go. */
  readonly note: string | undefined
}

/** The rollout that a changed workload begins; undefined where its pods stay. `live` and `next`: as it is and as it would be. */
export function rolloutOf(live: KubeObject | null, next: KubeObject): Rollout | undefined {
  if (live === null) return undefined
  const ref = refOf(next)
  if (ref.group === '' && ref.kind === 'Pod') return ofPod(ref, live, next)
  const how = strategies[`${ref.group}/${ref.kind}`]
  if (how === undefined || numberAt(live, 'spec', 'replicas') === 0) return undefined
  if (sameTemplate(live, next, ref.kind) && !goesOn(live, next)) return undefined
  const pods =
    ref.kind === 'DaemonSet'
      ? countAt(live, 'status', 'desiredNumberScheduled')
      : (numberAt(next, 'spec', 'replicas') ?? 1)
  if (pods === 0) return undefined
  return { ref, pods, ...how(next, pods) }
}

/** Of a running Pod only images can change, which restarts the containers; what can't be changed recreates it. */
function ofPod(ref: ObjectRef, live: KubeObject, next: KubeObject): Rollout | undefined {
  const imagesOf = (pod: KubeObject) => listAt(pod, 'spec', 'containers').map((container) => container['image'] ?? null)
  if (isDeepStrictEqual(imagesOf(live), imagesOf(next))) return undefined
  return { ref, pods: 1, missing: 1, note: 'its containers restart in place' }
}

type Replacement = Pick<Rollout, 'missing' | 'note'>

/** How each kind replaces its pods (kubernetes.io, "Deployments", "StatefulSets", "Perform a Rolling Update on a DaemonSet"). */
const strategies: Readonly<Record<string, (next: KubeObject, pods: number) => Replacement>> = {
  'apps/Deployment': ofDeployment,
  'apps/StatefulSet': ofStatefulSet,
  'apps/DaemonSet': ofDaemonSet,
}

function ofDeployment(next: KubeObject, pods: number): Replacement {
  if (fieldAt(next, 'spec', 'paused') === true)
    return { missing: 0, note: 'paused: no pod is replaced until it resumes' }
  if (textAt(next, 'spec', 'strategy', 'type') === 'Recreate')
    return { missing: pods, note: 'Recreate: all pods stop before new ones start' }
  const given = (name: string) => fieldAt(next, 'spec', 'strategy', 'rollingUpdate', name) ?? '25%'
  const surge = shareOfPods(given('maxSurge'), pods, Math.ceil)
  // Where both come to 0, the controller takes one pod at a time.
  const missing = Math.min(pods, Math.max(shareOfPods(given('maxUnavailable'), pods, Math.floor), surge === 0 ? 1 : 0))
  return { missing, note: missing === pods ? 'no old pod needs to stay until new ones are ready' : undefined }
}

function ofStatefulSet(next: KubeObject, pods: number): Replacement {
  const onDelete = ofOnDelete(next)
  if (onDelete !== undefined) return onDelete
  const partition = partitionOf(next)
  if (partition >= pods) return { missing: 0, note: `partition ${partition}: no pod is replaced` }
  // The controller rounds down, though the API reference says otherwise (stateful_set_utils.go, getStatefulSetMaxUnavailable).
  const most = shareOfPods(
    fieldAt(next, 'spec', 'updateStrategy', 'rollingUpdate', 'maxUnavailable') ?? 1,
    pods,
    Math.floor,
  )
  const missing = Math.min(pods - partition, Math.max(1, most))
  if (pods === 1) return { missing, note: 'its only pod stops before the new one starts' }
  const first = numberAt(next, 'spec', 'ordinals', 'start') ?? 0
  const last = `${next.metadata.name}-${first + pods - 1}`
  const to = partition > 0 ? ` down to ordinal ${first + partition}` : ''
  return {
    missing,
    note: `${missing === 1 ? 'one pod' : `${missing} pods`} at a time, from ${last}${to}, each down meanwhile`,
  }
}

function ofDaemonSet(next: KubeObject, pods: number): Replacement {
  const onDelete = ofOnDelete(next)
  if (onDelete !== undefined) return onDelete
  const given = (name: string, usual: Json) => fieldAt(next, 'spec', 'updateStrategy', 'rollingUpdate', name) ?? usual
  const missing = Math.min(pods, shareOfPods(given('maxUnavailable', 1), pods, Math.ceil))
  if (missing === 0) return { missing, note: undefined }
  return {
    missing,
    note: `${missing === 1 ? 'one pod' : `${missing} pods`} at a time, each node without one meanwhile`,
  }
}

function ofOnDelete(next: KubeObject): Replacement | undefined {
  if (textAt(next, 'spec', 'updateStrategy', 'type') !== 'OnDelete') return undefined
  return { missing: 0, note: 'OnDelete: each pod is replaced only when somebody deletes it' }
}

/**
 * What makes pods differ: a label or annotation does, too. The controller of Deployments compares amounts by value
 * (deployment/util, EqualIgnoreHash); those of StatefulSets and DaemonSets compare what is stored, to the letter (controller/history).
 */
function sameTemplate(live: KubeObject, next: KubeObject, kind: string): boolean {
  const isSame = (field: string, form: (value: Json | undefined) => Json | undefined) => {
    const [old, now] = [live, next].map((object) => form(fieldAt(object, 'spec', 'template', field)))
    return isDeepStrictEqual(old, now)
  }
  const asIs = (value: Json | undefined) => value
  return isSame('metadata', asIs) && isSame('spec', kind === 'Deployment' ? (value) => byValue(value) : asIs)
}

/** Where the amounts of a pod template stand. */
const amounts: ReadonlySet<string> = new Set(['limits', 'requests', 'overhead', 'sizeLimit', 'divisor'])

/** A value with each amount in it as its number: 1Gi and 1073741824 are one. */
function byValue(value: Json | undefined, isAmount = false): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => byValue(item) ?? null)
  if (isMap(value))
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, byValue(inner, isAmount || amounts.has(key)) ?? null]),
    )
  return isAmount ? (parseQuantity(value) ?? value) : value
}

/** Whether a rollout goes on that stands: its Deployment was paused, or the partition of its StatefulSet kept pods of the old template. */
function goesOn(live: KubeObject, next: KubeObject): boolean {
  const [was, is] = [live, next].map((one) => fieldAt(one, 'spec', 'paused') === true)
  if (was && !is) return countAt(live, 'status', 'updatedReplicas') < countAt(live, 'status', 'replicas')
  return (
    partitionOf(next) < partitionOf(live) &&
    textAt(live, 'status', 'currentRevision') !== textAt(live, 'status', 'updateRevision')
  )
}

function partitionOf(statefulSet: KubeObject): number {
  return numberAt(statefulSet, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0
}

/** Whether a rollout takes more pods at a time than a PodDisruptionBudget lets others take; undefined where the budget isn't about it. */
export function exceedsBudget(rollout: Rollout, workload: KubeObject, budget: KubeObject): number | undefined {
  if (rollout.missing === 0 || budget.metadata['namespace'] !== workload.metadata['namespace']) return undefined
  if (!selects(budget, fieldAt(workload, 'spec', 'template', 'metadata', 'labels'))) return undefined
  // It may be about the pods of other workloads, too.
  const pods = Math.max(rollout.pods, countAt(budget, 'status', 'expectedPods'))
  const [most, least] = ['maxUnavailable', 'minAvailable'].map((name) => fieldAt(budget, 'spec', name))
  const allowed =
    most !== undefined
      ? shareOfPods(most, pods, Math.ceil)
      : Math.max(0, pods - shareOfPods(least ?? 1, pods, Math.ceil))
  return rollout.missing > allowed ? allowed : undefined
}

/** By the labels alone; a selector with expressions isn't judged. An empty one selects all. */
function selects(budget: KubeObject, labels: Json | undefined): boolean {
  const selector = fieldAt(budget, 'spec', 'selector')
  if (selector === undefined || listAt(selector, 'matchExpressions').length > 0) return false
  const wanted = fieldAt(selector, 'matchLabels') ?? {}
  return Object.entries(wanted as object).every(([key, value]) => fieldAt(labels, key) === value)
}
