import { count } from '../../counts.ts'
import { countAt } from '../../manifest/fields.ts'
import type { KubeObject } from '../../manifest/types.ts'

/** What a workload waits for that has more pods than it should; undefined where it hasn't. */
export function surplus(object: KubeObject, total: number): string | undefined {
  const more = countAt(object, 'status', 'replicas') - total
  return more > 0 ? `waiting for ${count(more, 'surplus replica')} to terminate` : undefined
}
