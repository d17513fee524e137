import { isDeepStrictEqual } from 'node:util'
import { asMap } from '../../json-map.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { countAt, fieldAt, listAt, numberAt, textAt } from '../../manifest/fields.ts'
import type { Json, JsonObject, KubeObject, ObjectRef } from '../../manifest/types.ts'
import { shareOfPods } from '../share-of-pods.ts'
import type { Change } from '../types.ts'
import { type ContainerDefaults, type Pods, podAmounts, podsOf } from './pod-requests.ts'

/**
 * Pods that a workload may need besides those that it keeps: those of a DaemonSet, as many as there are nodes for them
 * (`nodes`); of a CronJob's next run (`run`); the first one that a Deployment's rolling update adds (`surge`), without which
 * it goes on by taking an old one away first, or not at all where it may not (`stall`: maxUnavailable is 0).
 */
export interface PossiblePods {
  readonly ref: ObjectRef
  readonly why: 'nodes' | 'run' | 'surge' | 'stall'
  readonly pods: readonly Pods[]
}

/** `nodes`: undefined where they can't be read. */
export function possiblePods(
  { ref, action, live, merged: next }: Pick<Change, 'ref' | 'action' | 'live' | 'merged'>,
  defaults: ContainerDefaults,
  nodes: readonly KubeObject[] | undefined,
): PossiblePods[] {
  switch (`${ref.group}/${ref.kind}`) {
    case 'apps/DaemonSet':
      return onNodes(ref, live, next, defaults, nodes)
    case 'apps/Deployment':
      // A recreated one has no old pods to be replaced one by one.
      return action === 'recreate' ? [] : surging(ref, live, next, defaults)
    case 'batch/CronJob':
      return running(ref, live, next, defaults)
    default:
      return []
  }
}

function running(
  ref: ObjectRef,
  live: KubeObject | null,
  next: KubeObject,
  defaults: ContainerDefaults,
): PossiblePods[] {
  // A run that is on its way is counted as used already.
  if (fieldAt(next, 'spec', 'suspend') === true || listAt(live ?? undefined, 'status', 'active').length > 0) return []
  const spec = fieldAt(next, 'spec', 'jobTemplate', 'spec') ?? {}
  const job: KubeObject = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: ref.name }, spec }
  return [{ ref, why: 'run', pods: [podsOf(job, defaults)] }]
}

function surging(
  ref: ObjectRef,
  live: KubeObject | null,
  next: KubeObject,
  defaults: ContainerDefaults,
): PossiblePods[] {
  const replicas = numberAt(next, 'spec', 'replicas') ?? 1
  if (live === null || replicas === 0 || (numberAt(live, 'spec', 'replicas') ?? 1) === 0) return []
  if (textAt(next, 'spec', 'strategy', 'type') === 'Recreate' || fieldAt(next, 'spec', 'paused') === true) return []
  if (isDeepStrictEqual(fieldAt(live, 'spec', 'template'), fieldAt(next, 'spec', 'template'))) return []
  const part = (name: string, round: (value: number) => number) =>
    shareOfPods(fieldAt(next, 'spec', 'strategy', 'rollingUpdate', name) ?? '25%', replicas, round)
  if (part('maxSurge', Math.ceil) === 0) return []
  const why = part('maxUnavailable', Math.floor) === 0 ? 'stall' : 'surge'
  return [{ ref, why, pods: [{ ...podsOf(next, defaults), count: 1 }] }]
}

function onNodes(
  ref: ObjectRef,
  live: KubeObject | null,
  next: KubeObject,
  defaults: ContainerDefaults,
  nodes: readonly KubeObject[] | undefined,
): PossiblePods[] {
  const spec = fieldAt(next, 'spec', 'template', 'spec')
  const each = podAmounts(spec, defaults)
  if (live === null) {
    const count = nodes === undefined ? 0 : nodes.filter((node) => mayRunOn(node, spec)).length
    return [{ ref, why: 'nodes', pods: [{ count, spec, each }] }]
  }
  const before = fieldAt(live, 'spec', 'template', 'spec')
  const count = countAt(live, 'status', 'desiredNumberScheduled')
  const given = { count: -count, spec: before, each: podAmounts(before, defaults) }
  return [{ ref, why: 'nodes', pods: [given, { count, spec, each }] }]
}

/** Whether a DaemonSet surely puts a pod on a node; where it asks for more than labels and taints tell, it isn't sure. */
function mayRunOn(node: KubeObject, spec: Json | undefined): boolean {
  if (fieldAt(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution') !== undefined)
    return false
  const labels = labelsOf(node)
  const wanted = asMap(fieldAt(spec, 'nodeSelector'))
  if (Object.entries(wanted).some(([label, value]) => labels[label] !== value)) return false
  return listAt(node, 'spec', 'taints').every(
    (taint) =>
      taint['effect'] === 'PreferNoSchedule' || listAt(spec, 'tolerations').some((one) => tolerates(one, taint)),
  )
}

/** As the scheduler says it (k8s.io/api, Toleration.ToleratesTaint). Those that every DaemonSet has are left out. */
function tolerates(toleration: JsonObject, taint: JsonObject): boolean {
  const key = textAt(toleration, 'key')
  const effect = textAt(toleration, 'effect')
  if (effect !== '' && effect !== taint['effect']) return false
  if (key !== '' && key !== taint['key']) return false
  return toleration['operator'] === 'Exists' || textAt(toleration, 'value') === textAt(taint, 'value')
}
