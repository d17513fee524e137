import type { Json } from '../json-map.ts'

/** How many of so many pods a field means, a number or a percentage (an IntOrString, such as `maxSurge`). */
export function shareOfPods(value: Json, pods: number, round: (value: number) => number): number {
  if (typeof value === 'number') return value
  return round((Number.parseFloat(String(value)) / 100) * pods)
}
