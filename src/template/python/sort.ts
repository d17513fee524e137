import { compareStrings, lt } from './compare.ts'
import { tick } from './limits.ts'
import type { PyValue } from './object.ts'

/** Runs of at most this many items CPython sorts by binary insertion (listsort.txt: minrun). */
const insertionLimit = 64

/**
 * `sorted(items, reverse=…)`, stable, by `<` alone. `keys` are what is compared, one an item.
 * @throws PyError TypeError for the first two that have no order, in the order CPython compares them.
 */
export function sortItems(
  items: readonly PyValue[],
  options: { keys?: readonly PyValue[] | undefined; isReversed?: boolean | undefined } = {},
): PyValue[] {
  const { keys = items, isReversed = false } = options
  const order = items.map((_, index) => index)
  // Reversing before and after keeps equal items in their order.
  if (isReversed) order.reverse()
  const keyAt = (position: number): PyValue => keys[position] ?? null
  if (keys.every((key) => typeof key === 'number')) {
    order.sort((left, right) => Number(keyAt(left)) - Number(keyAt(right)))
  } else if (keys.every((key) => typeof key === 'string')) {
    order.sort((left, right) => compareStrings(String(keyAt(left)), String(keyAt(right))))
  } else if (order.length < insertionLimit) {
    sortShort(order, (left, right) => lt(keyAt(left), keyAt(right)))
  } else {
    // JavaScript's engine sorts by CPython's own algorithm, and looks no further than whether this is negative.
    order.sort((left, right) => {
      tick()
      return lt(keyAt(left), keyAt(right)) ? -1 : 0
    })
  }
  if (isReversed) order.reverse()
  return order.map((position) => items[position] ?? null)
}

/** CPython's count_run and binarysort: the comparisons in its order, so that it fails on the same pair. */
function sortShort(order: number[], less: (left: number, right: number) => boolean): void {
  const at = (index: number): number => order[index] ?? 0
  if (order.length < 2) return
  let sorted = 2
  if (less(at(1), at(0))) {
    while (sorted < order.length && less(at(sorted), at(sorted - 1))) sorted++
    order.splice(0, sorted, ...order.slice(0, sorted).reverse())
  } else {
    while (sorted < order.length && !less(at(sorted), at(sorted - 1))) sorted++
  }
  for (; sorted < order.length; sorted++) {
    tick()
    const pivot = at(sorted)
    let low = 0
    let high = sorted
    while (low < high) {
      const middle = low + ((high - low) >> 1)
      if (less(pivot, at(middle))) high = middle
      else low = middle + 1
    }
    order.copyWithin(low + 1, low, sorted)
    order[low] = pivot
  }
}
