import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyDict } from '../../python/dict.ts'
import { raise } from '../../python/error.ts'
import { iterate, toItems } from '../../python/iterate.ts'
import { chargeRange, maxNesting, tick } from '../../python/limits.ts'
import { toInt } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { ge, truthy } from '../../python/operators.ts'
import { signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { Tuple } from '../../python/tuple.ts'
import { isSequence } from '../values.ts'

/** Filters that put lists together. What is an iterator in Python is a list, as Ansible makes one of what a filter gives. */
export const listFilters: readonly Filter[] = [
  /** Nested lists as one; `levels` deep, and without null (Ansible `flatten`). */
  defineFilter(
    'flatten',
    signature('flatten', 'mylist', 'levels=None', 'skip_nulls=True'),
    (_frame, list = null, levels = null, skipsNull = null) => flatten(list, levels, truthy(skipsNull)),
  ),

  /** Tuples of the first items, the second, …, as many as the shortest has (Ansible `zip`, Python's). */
  defineFilter('zip', signature('zip', '*iterables', '**kwargs'), (_frame, lists = null, kwargs = null) => {
    const options = optionsOf(kwargs)
    const isStrict = truthy(options.get('strict') ?? false)
    const [unknown] = [...options.keys()].filter((name) => name !== 'strict')
    if (unknown !== undefined) raise('TypeError', `'${unknown}' is an invalid keyword argument for zip()`)
    return listOf(zip(argumentsOf(lists).map(iterate), isStrict))
  }),

  /** The same, as many as the longest has, with `fillvalue` for what is missing (Ansible `zip_longest`, Python's itertools). */
  defineFilter(
    'zip_longest',
    signature('zip_longest', '*iterables', '**kwargs'),
    (_frame, lists = null, kwargs = null) => {
      const options = optionsOf(kwargs)
      if ([...options.keys()].some((name) => name !== 'fillvalue')) {
        raise('TypeError', 'zip_longest() got an unexpected keyword argument')
      }
      return listOf(zipLongest(argumentsOf(lists).map(iterate), options.get('fillvalue') ?? null))
    },
  ),
]

/** What `*` took. */
export function argumentsOf(value: PyValue): readonly PyValue[] {
  return value instanceof Tuple ? value.items : []
}

/** What `**` took. */
export function optionsOf(value: PyValue): Map<string, PyValue> {
  const entries = value instanceof PyDict ? [...value.entries()] : []
  return new Map(entries.map(([name, option]) => [isText(name) ? textOf(name) : '', option]))
}

/** As many items as a range may have. */
export function listOf(items: Iterable<PyValue>): PyValue[] {
  const found: PyValue[] = []
  for (const item of items) {
    chargeRange(found.length + 1)
    found.push(item)
  }
  return found
}

/** Ansible's `flatten(list, levels, skip_nulls)`. @throws PyError TypeError for what can't be iterated */
export function flatten(list: PyValue, levels: PyValue, skipsNull: boolean, depth = 0): PyValue[] {
  if (depth > maxNesting) raise('RecursionError', 'maximum recursion depth exceeded')
  const found: PyValue[] = []
  for (const item of toItems(list)) {
    tick()
    if (skipsNull && isNull(item)) continue
    if (!isSequence(item) || (levels !== null && !ge(levels, 1))) found.push(item)
    else for (const inner of flatten(item, oneLess(levels), skipsNull, depth + 1)) found.push(inner)
  }
  return found
}

function oneLess(levels: PyValue): PyValue {
  return levels === null ? null : Number(toInt(levels)) - 1
}

function isNull(value: PyValue): boolean {
  return value === null || (isText(value) && ['None', 'null'].includes(textOf(value)))
}

function* zip(lists: readonly Iterator<PyValue>[], isStrict: boolean): Iterable<PyValue> {
  if (lists.length === 0) return
  for (;;) {
    tick(lists.length)
    const items: PyValue[] = []
    for (const list of lists) {
      const step = list.next()
      if (step.done) {
        if (isStrict) checkEnded(lists, items.length)
        return
      }
      items.push(step.value)
    }
    yield new Tuple(items)
  }
}

/** Where a strict zip ends: all lists must, and this one did first. */
function checkEnded(lists: readonly Iterator<PyValue>[], ended: number): void {
  const before = (count: number): string => (count === 1 ? 'argument 1' : `arguments 1-${count}`)
  if (ended > 0) raise('ValueError', `zip() argument ${ended + 1} is shorter than ${before(ended)}`)
  for (const [index, list] of lists.entries()) {
    if (index > 0 && !list.next().done)
      raise('ValueError', `zip() argument ${index + 1} is longer than ${before(index)}`)
  }
}

function* zipLongest(lists: readonly Iterator<PyValue>[], filler: PyValue): Iterable<PyValue> {
  const ended = new Set<Iterator<PyValue>>()
  for (;;) {
    tick(lists.length)
    const items: PyValue[] = []
    for (const list of lists) {
      const step = ended.has(list) ? undefined : list.next()
      if (step === undefined || step.done) {
        ended.add(list)
        items.push(filler)
      } else items.push(step.value)
    }
    if (ended.size === lists.length) return
    yield new Tuple(items)
  }
}
