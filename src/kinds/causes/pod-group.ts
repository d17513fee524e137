import { count } from '../../counts.ts'
import { groupBy } from '../../group-by.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { Cause } from '../rules/kind.ts'
import { isDoomed, isReady, isTerminating, podCauses } from './pod-causes.ts'

/** The pods of one revision of a workload, as far as they matter for its rollout. */
export interface PodGroup {
  readonly size: number
  /** How many aren't ready, for whatever reason. */
  readonly unready: number
  /** Pods that won't get ready by themselves. */
  readonly doomed: readonly KubeObject[]
  /** One for each different cause; it names the first pod that has it. Final ones first. */
  readonly causes: readonly Cause[]
}

/** Pods that are being deleted don't count; `withTerminating`: what they say of the time before does. */
export function groupPods(
  pods: readonly KubeObject[],
  events: readonly KubeObject[],
  now: number,
  withTerminating = false,
): PodGroup {
  const living = withTerminating ? pods : pods.filter((pod) => !isTerminating(pod))
  const causes = living.flatMap((pod) => podCauses(pod, events, now))
  return {
    size: living.length,
    unready: living.filter((pod) => !isReady(pod)).length,
    doomed: living.filter((pod) => isDoomed(pod, events, now)),
    causes: distinct(causes).sort((a, b) => Number(b.final) - Number(a.final)),
  }
}

/** What keeps an update from going on, where that is known: new pods with a cause. undefined: nothing does. */
export function waitingForNew({ unready, causes }: PodGroup): string | undefined {
  return unready === 0 || causes.length === 0 ? undefined : `waiting for ${count(unready, 'new pod')} to become ready`
}

/** What a workload waits for whose status still counts a pod as ready that is doomed: its controller is behind. */
export function outdated({ doomed }: PodGroup): string {
  return `waiting for ${count(doomed.length, 'pod')} that failed after becoming ready`
}

/** The same cause in several pods is told once, with how many have it. */
function distinct(causes: readonly Cause[]): Cause[] {
  const keyOf = ({ reason, container, message, final }: Cause) => JSON.stringify([reason, container, message, final])
  return [...groupBy(causes, keyOf).values()].map(([first, ...others]) =>
    others.length === 0 ? first : { ...first, message: `${first.message} (${others.length + 1} pods)` },
  )
}
