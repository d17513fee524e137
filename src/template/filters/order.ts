import type { PyValue } from '../python/object.ts'
import { sortItems } from '../python/sort.ts'

/** `sorted(items, key=keyOf, reverse=isReversed)` of what needn't be values of a template. */
export function sortBy<T>(items: readonly T[], keyOf: (item: T) => PyValue, isReversed = false): T[] {
  const keys = items.map(keyOf)
  if (items.length < 2) return items.slice()
  const order = sortItems(
    items.map((_, index) => index),
    { keys, isReversed },
  )
  return order.flatMap((index) => (typeof index === 'number' ? items.slice(index, index + 1) : []))
}
