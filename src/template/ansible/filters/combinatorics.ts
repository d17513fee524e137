import { defineFilter, type Filter } from '../../filters/filter.ts'
import { raise } from '../../python/error.ts'
import { toItems } from '../../python/iterate.ts'
import { chargeRange, tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { asIndex, toIndex } from '../../python/position.ts'
import { declare, signature } from '../../python/signature.ts'
import { Tuple } from '../../python/tuple.ts'
import { argumentsOf, listOf, optionsOf } from './lists.ts'

/** Filters of combinatorics (Python's itertools). */
export const combinatoricFilters: readonly Filter[] = [
  /** Every combination of an item of each list (Ansible `product`). */
  defineFilter('product', signature('product', '*iterables', '**kwargs'), (_frame, lists = null, kwargs = null) => {
    const options = optionsOf(kwargs)
    const [unknown] = [...options.keys()].filter((name) => name !== 'repeat')
    if (unknown !== undefined) raise('TypeError', `'${unknown}' is an invalid keyword argument for product()`)
    const times = toIndex(options.get('repeat') ?? 1)
    if (times < 0) raise('ValueError', 'repeat argument cannot be negative')
    const pools = argumentsOf(lists).map(toItems)
    chargeRange(pools.length * times)
    const repeated = Array.from({ length: times }, () => pools).flat()
    return listOf(product(repeated))
  }),

  /** Every order of `r` of the items (Ansible `permutations`). */
  defineFilter('permutations', signature('permutations', 'iterable', 'r=None'), (_frame, list = null, count = null) => {
    const items = toItems(list)
    if (count !== null && asIndex(count) === undefined) raise('TypeError', 'Expected int as r')
    return listOf(choices(items, count === null ? items.length : sizeOf(count), 'permutations'))
  }),

  /** Every choice of `r` of the items, in their order (Ansible `combinations`). */
  defineFilter(
    'combinations',
    declare('keywords', undefined, 'combinations', ['iterable', 'r']),
    (_frame, list = null, count = null) => listOf(choices(toItems(list), sizeOf(count), 'combinations')),
  ),
]

function sizeOf(count: PyValue): number {
  const size = toIndex(count)
  return size < 0 ? raise('ValueError', 'r must be non-negative') : size
}

function* product(pools: readonly (readonly PyValue[])[]): Iterable<PyValue> {
  if (pools.some((pool) => pool.length === 0)) return
  const at = pools.map(() => 0)
  for (;;) {
    tick(pools.length)
    yield new Tuple(pools.map((pool, index) => pool[at[index] ?? 0] ?? null))
    let last = pools.length - 1
    while (last >= 0 && (at[last] ?? 0) + 1 === pools[last]?.length) at[last--] = 0
    if (last < 0) return
    at[last] = (at[last] ?? 0) + 1
  }
}

/** Tuples of that many items, in the order of their positions; combinations take a later item each time. */
function* choices(items: readonly PyValue[], size: number, kind: 'permutations' | 'combinations'): Iterable<PyValue> {
  if (size > items.length) return
  const taken: number[] = []
  const isFree = (index: number): boolean =>
    kind === 'combinations' ? index > (taken.at(-1) ?? -1) : !taken.includes(index)
  let next = 0
  for (;;) {
    tick(size)
    if (taken.length === size) {
      yield new Tuple(taken.map((index) => items[index] ?? null))
      next = items.length
    }
    while (next < items.length && !isFree(next)) next++
    if (next < items.length) {
      taken.push(next)
      next = 0
      continue
    }
    const last = taken.pop()
    if (last === undefined) return
    next = last + 1
  }
}
