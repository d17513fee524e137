import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { isSelected, podLabelsOf, podSelectorOf, selectorText } from '../../kinds/rules/pod-selector.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { JsonObject } from '../../manifest/types.ts'
import type { Run } from '../run/run.ts'
import type { Target } from './targets.ts'

const pods = { group: '', kind: 'Pod' }

/**
 * Warns of the Services that select no pods, though all is ready: a label that is misspelled shows nowhere else. Pods of the release's
 * own workloads needn't be there (they may be scaled to zero), and what may not be read is left alone.
 */
export async function warnOfEmptyServices(
  { cluster, concurrency, emit }: Pick<Run, 'cluster' | 'concurrency' | 'emit'>,
  targets: readonly Target[],
): Promise<void> {
  const limit = pLimit(concurrency)
  const open = targets.flatMap((target) => {
    const selector = unmatchedSelector(target, targets)
    return selector === undefined ? [] : [{ target, selector }]
  })
  await Promise.all(
    open.map(({ target, selector }) =>
      limit(async () => {
        const { ref, place } = target
        if (await hasPods(cluster, ref.namespace, selector)) return
        const message = `${describeRef(ref)} selects no pods: none in the namespace has the labels ${selectorText(selector)}`
        emit({ type: 'warning', message, place })
      }),
    ),
  )
}

/** What a Service selects, where no workload among the targets makes such pods. */
function unmatchedSelector({ ref, object }: Target, targets: readonly Target[]): JsonObject | undefined {
  if (ref.group !== '' || ref.kind !== 'Service') return undefined
  const selector = podSelectorOf(object)
  if (selector === undefined) return undefined
  const own = targets.filter((target) => target.ref.namespace === ref.namespace)
  return own.some((target) => isSelected(selector, podLabelsOf(target.object))) ? undefined : selector
}

async function hasPods(cluster: Cluster, namespace: string | undefined, selector: JsonObject): Promise<boolean> {
  try {
    const { items } = await cluster.list(pods, { namespace, labelSelector: selectorText(selector) })
    return items.length > 0
  } catch (error) {
    if (error instanceof ApiError) return true
    throw error
  }
}
