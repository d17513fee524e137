import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { groupBy } from '../../group-by.ts'
import { childTypes, podType } from '../../kinds/rules/children.ts'
import { ready } from '../../kinds/rules/outcome.ts'
import { isSelected, podLabelsOf, selectorText, selectsNone } from '../../kinds/rules/pod-selector.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { JsonObject } from '../../manifest/types.ts'
import type { Run } from '../run/run.ts'
import { masked } from './assess.ts'
import { kindOfTarget, type Target } from './targets.ts'

/**
 * Warns of the Services that select no pods, though all is ready: a label that is misspelled shows nowhere else. Pods of the release's
 * own workloads needn't be there (they may be scaled to zero), and what may not be read is left alone.
 */
export async function warnOfEmptyServices(
  { cluster, concurrency, emit }: Pick<Run, 'cluster' | 'concurrency' | 'emit'>,
  targets: readonly Target[],
): Promise<void> {
  const limit = pLimit(concurrency)
  const makers = groupBy(
    targets.filter(({ object }) => podLabelsOf(object) !== undefined),
    ({ ref }) => ref.namespace,
  )
  const open = targets.flatMap((target) => {
    const selector = unmatchedSelector(target, makers.get(target.ref.namespace) ?? [])
    return selector === undefined ? [] : [{ target, selector }]
  })
  await Promise.all(
    open.map(({ target, selector }) =>
      limit(async () => {
        const { ref, place } = target
        if (await hasPods(cluster, ref.namespace, selector)) return
        const { message } = masked(target, ready(selectsNone(selector)))
        emit({ type: 'warning', message: `${describeRef(ref)} ${message}`, place })
      }),
    ),
  )
}

/** What a Service selects, where none of the workloads of its namespace makes such pods. */
function unmatchedSelector(target: Target, workloads: readonly Target[]): JsonObject | undefined {
  const selector = kindOfTarget(target).podSelector?.(target.object)
  const isMatched = selector !== undefined && workloads.some(({ object }) => isSelected(selector, podLabelsOf(object)))
  return isMatched ? undefined : selector
}

async function hasPods(cluster: Cluster, namespace: string | undefined, selector: JsonObject): Promise<boolean> {
  try {
    const { items } = await cluster.list(childTypes[podType], { namespace, labelSelector: selectorText(selector) })
    return items.length > 0
  } catch (error) {
    if (error instanceof ApiError) return true
    throw error
  }
}
