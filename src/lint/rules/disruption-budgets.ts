import { fieldAt, numberAt } from '../../manifest/fields.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import { autoscalersOf } from './autoscalers.ts'
import { selects } from './label-selector.ts'
import type { RenderedRelease, Workload } from './rendered-release.ts'

/** A PodDisruptionBudget and the workloads of the render whose pods it is about. */
export interface DisruptionBudget {
  readonly manifest: Manifest
  readonly workloads: readonly Workload[]
}

/** Kinds that make an evicted pod again elsewhere; those of a DaemonSet stay when a node is drained. */
const evicted: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'])

/** All budgets of a render, those about none of its pods included. */
export const disruptionBudgetsOf = remembered((release: RenderedRelease): readonly DisruptionBudget[] =>
  release.ofKind('policy/PodDisruptionBudget').map((manifest) => {
    const selector = fieldAt(manifest.object, 'spec', 'selector')
    const workloads = release
      .workloadsIn(refOf(manifest.object).namespace)
      .filter(({ kind, podLabels }) => evicted.has(kind) && selects(selector, podLabels))
    return { manifest, workloads }
  }),
)

/** The fewest pods that workloads have: an autoscaler may take them down to its own. */
export function fewestPods(workloads: readonly Workload[], release: RenderedRelease): number {
  return workloads.reduce((sum, { manifest }) => {
    const key = keyOf(refOf(manifest.object))
    const autoscaler = autoscalersOf(release).find(({ target }) => keyOf(target) === key)
    return sum + (autoscaler?.least ?? numberAt(manifest.object, 'spec', 'replicas') ?? 1)
  }, 0)
}
