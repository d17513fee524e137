import type { CallFrame } from '../call-frame.ts'
import { equalsOrSame } from '../python/compare.ts'
import { raise } from '../python/error.ts'
import { Generator } from '../python/generator.ts'
import { type DictKey, hashKey } from '../python/hash.ts'
import { iterate, toItems, toList } from '../python/iterate.ts'
import { chargeLength, tick } from '../python/limits.ts'
import type { PyValue } from '../python/object.ts'
import { eq, floordiv, lt, mod, mul, sub, truthy } from '../python/operators.ts'
import { toCInt, toIndex } from '../python/position.ts'
import { signature } from '../python/signature.ts'
import { sortItems } from '../python/sort.ts'
import { isText, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { attributeGetter, attributesGetter, type Getter, ignoreCase } from './attribute-path.ts'
import { defineFilter, type Filter } from './filter.ts'
import { entriesOf } from './html.ts'
import { sortBy } from './order.ts'

/** Filters that put a sequence's items in order or in groups. */
export const groupFilters: readonly Filter[] = [
  /** Lists of `linecount` items, the last one filled up (Jinja2 3.1 `do_batch`). */
  defineFilter(
    'batch',
    signature('do_batch', 'value', 'linecount', 'fill_with=None'),
    (_frame, value = null, linecount = null, fill = null) => new Generator('do_batch', batch(value, linecount, fill)),
  ),

  /** As many lists as asked for, of nearly the same length (Jinja2 3.1 `do_slice`). */
  defineFilter(
    'slice',
    signature('sync_do_slice', 'value', 'slices', 'fill_with=None'),
    (_frame, value = null, slices = null, fill = null) => new Generator('sync_do_slice', slice(value, slices, fill)),
  ),

  /** The entries of a dict as (key, value), in order of the keys or values (Jinja2 3.1 `do_dictsort`). */
  defineFilter(
    'dictsort',
    signature('do_dictsort', 'value', 'case_sensitive=False', "by='key'", 'reverse=False'),
    (_frame, value = null, caseSensitive = null, by = null, reverse = null) => {
      const isByKey = eq(by, 'key')
      if (!isByKey && !eq(by, 'value')) {
        raise('FilterArgumentError', 'You can only sort by either "key" or "value"')
      }
      const entries = [...entriesOf(value)]
      const prepare = truthy(caseSensitive) ? (key: PyValue): PyValue => key : ignoreCase
      const keyOf = (entry: readonly [PyValue, PyValue]): PyValue => prepare(entry[isByKey ? 0 : 1])
      return sortBy(entries, keyOf, reverseFlag(reverse)).map((entry) => new Tuple(entry))
    },
  ),

  /** A sorted list; by attributes such as "age,name.first" (Jinja2 3.1 `do_sort`). */
  defineFilter(
    'sort',
    signature('do_sort', '@environment', 'value', 'reverse=False', 'case_sensitive=False', 'attribute=None'),
    (frame, value = null, reverse = null, caseSensitive = null, attribute = null) => {
      const keyOf = sortKey(frame, attribute, !truthy(caseSensitive))
      const items = toItems(value)
      return sortItems(items, { isReversed: reverseFlag(reverse), keys: comparableKeys(items.map(keyOf)) })
    },
  ),

  /** The items whose value, or attribute, was not met before (Jinja2 3.1 `do_unique`). */
  defineFilter(
    'unique',
    signature('sync_do_unique', '@environment', 'value', 'case_sensitive=False', 'attribute=None'),
    (frame, value = null, caseSensitive = null, attribute = null) => {
      const start = (): Iterator<PyValue> =>
        uniqueItems(value, attributeGetter(frame, attribute, !truthy(caseSensitive)))
      return new Generator('sync_do_unique', lazily(start))
    },
  ),

  /** (grouper, list) for each value of an attribute, in order (Jinja2 3.1 `do_groupby`). */
  defineFilter(
    'groupby',
    signature('sync_do_groupby', '@environment', 'value', 'attribute', 'default=None', 'case_sensitive=False'),
    (frame, value = null, attribute = null, fallback = null, caseSensitive = null) => {
      const isSensitive = truthy(caseSensitive)
      const keyOf = attributeGetter(frame, attribute, !isSensitive, fallback)
      const shown = isSensitive ? keyOf : attributeGetter(frame, attribute, false, fallback)
      const groups: Group[] = []
      let key: PyValue | undefined
      let members: PyValue[] = []
      for (const item of sortBy(toItems(value), keyOf)) {
        const next = keyOf(item)
        if (key === undefined || !equalsOrSame(key, next)) {
          members = []
          groups.push(new Group(shown(item), members))
          key = next
        }
        members.push(item)
      }
      return groups
    },
  ),
]

/** One attribute's value, or the values of "age,name" as a list. */
function sortKey(frame: CallFrame, attribute: PyValue, ignoresCase: boolean): Getter {
  const isOne = !isText(attribute) || !textOf(attribute).includes(',')
  return isOne ? attributeGetter(frame, attribute, ignoresCase) : attributesGetter(frame, attribute, ignoresCase)
}

/** Jinja2 compares lists of attributes: only where an attribute is no str does it differ from comparing the one. */
function comparableKeys(keys: readonly PyValue[]): readonly PyValue[] {
  return keys.every((key) => typeof key === 'string') ? keys : keys.map((key) => [key])
}

/** `reverse=` of list.sort(): a C int. */
function reverseFlag(value: PyValue): boolean {
  return toCInt(value) !== 0
}

/** Jinja2's `_GroupTuple`: a pair whose parts also have names. */
class Group extends Tuple {
  override readonly typeName = '_GroupTuple'

  constructor(grouper: PyValue, list: PyValue) {
    super([grouper, list])
  }

  override withItems([grouper = null, list = null]: readonly PyValue[]): Group {
    return new Group(grouper, list)
  }

  override get moduleName(): string {
    return 'jinja2.filters'
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    if (name === 'grouper') return this.items[0]
    return name === 'list' ? this.items[1] : undefined
  }
}

/** A generator's body doesn't start before its first item is asked for. */
function* lazily(start: () => Iterator<PyValue>): Iterator<PyValue> {
  const iterator = start()
  for (let step = iterator.next(); !step.done; step = iterator.next()) yield step.value
}

function* batch(value: PyValue, linecount: PyValue, fill: PyValue): Iterator<PyValue> {
  let row: PyValue[] = []
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    if (eq(row.length, linecount)) {
      yield row
      row = []
    }
    row.push(step.value)
  }
  if (row.length === 0) return
  if (fill !== null && lt(row.length, linecount)) {
    const padding = mul([fill], sub(linecount, row.length))
    row.push(...toItems(padding))
  }
  yield row
}

function* slice(value: PyValue, slices: PyValue, fill: PyValue): Iterator<PyValue> {
  const items = toList(value)
  const each = floordiv(items.length, slices)
  const rest = mod(items.length, slices)
  const count = toIndex(slices)
  const size = toIndex(each)
  const longer = toIndex(rest)
  // Each is a list, which takes the room of some eight items.
  chargeLength(8 * count)
  let offset = 0
  for (let number = 0; number < count; number++) {
    tick()
    const start = offset + number * size
    if (number < longer) offset++
    const part = items.slice(start, offset + (number + 1) * size)
    if (fill !== null && number >= longer) part.push(fill)
    yield part
  }
}

/** The items whose key was not met before. */
export function* uniqueItems(value: PyValue, keyOf: (item: PyValue) => PyValue): Iterator<PyValue> {
  const seen = new Set<DictKey>()
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    const key = hashKey(keyOf(step.value))
    if (seen.has(key)) continue
    seen.add(key)
    yield step.value
  }
}
