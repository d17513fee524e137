import type { CallFrame } from '../../call-frame.ts'
import { attributeGetter } from '../../filters/attribute-path.ts'
import { defineFilter, type Filter } from '../../filters/filter.ts'
import { uniqueItems } from '../../filters/group.ts'
import { raise } from '../../python/error.ts'
import type { DictKey } from '../../python/hash.ts'
import { toItems } from '../../python/iterate.ts'
import { tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { add, contains, truthy } from '../../python/operators.ts'
import { signature } from '../../python/signature.ts'
import { untraced } from '../../python/traced.ts'
import { toSet, unlessTypeError } from '../values.ts'

/** Filters of set theory. Their lists keep the order in which items come, where Python's sets have none. */
export const setFilters: readonly Filter[] = [
  /** A list, also of what can't be hashed, where Jinja2's own is a generator (Ansible `unique`). */
  defineFilter(
    'unique',
    signature('unique', '@environment', 'value', 'case_sensitive=None', 'attribute=None'),
    (frame, value = null, caseSensitive = null, attribute = null) => {
      const keyOf = attributeGetter(frame, attribute, !truthy(caseSensitive))
      return unlessTypeError(
        () => Array.from({ [Symbol.iterator]: () => uniqueItems(value, keyOf) }),
        ({ message }) => {
          if (untraced(caseSensitive) !== false && !truthy(attribute)) return withoutRepeats(value)
          const reason =
            "Jinja2's unique filter failed and we cannot fall back to Ansible's version as it does not support the"
          return raise('AnsibleError', `${reason} parameters supplied: ${message}`)
        },
      )
    },
  ),

  /** What is in either (Ansible `union`). */
  setFilter('union', union),

  /** What is in both (Ansible `intersect`). */
  setFilter('intersect', intersect),

  /** What is in the first alone (Ansible `difference`). */
  setFilter('difference', (left, right) =>
    unlessTypeError(
      () => without(toSet(left), toSet(right)),
      () => withoutRepeats(toItems(left).filter((item) => !contains(right, item))),
    ),
  ),

  /** What is in one of them alone (Ansible `symmetric_difference`). */
  setFilter('symmetric_difference', (left, right) =>
    unlessTypeError(
      () => {
        const [ours, theirs] = [toSet(left), toSet(right)]
        return [...without(ours, theirs), ...without(theirs, ours)]
      },
      () => {
        const shared = intersect(left, right)
        return union(left, right).filter((item) => !contains(shared, item))
      },
    ),
  ),
]

function setFilter(name: string, combine: (left: PyValue, right: PyValue) => PyValue[]): Filter {
  return defineFilter(name, signature(name, '@environment', 'a', 'b'), (_frame: CallFrame, left = null, right = null) =>
    combine(left, right),
  )
}

function union(left: PyValue, right: PyValue): PyValue[] {
  return unlessTypeError(
    () => {
      const ours = toSet(left)
      return [...ours.values(), ...without(toSet(right), ours)]
    },
    () => withoutRepeats(add(left, right)),
  )
}

function intersect(left: PyValue, right: PyValue): PyValue[] {
  return unlessTypeError(
    () => {
      const [ours, theirs] = [toSet(left), toSet(right)]
      return [...ours].flatMap(([key, item]) => (theirs.has(key) ? [item] : []))
    },
    () => withoutRepeats(toItems(left).filter((item) => contains(right, item))),
  )
}

function without(set: ReadonlyMap<DictKey, PyValue>, other: ReadonlyMap<DictKey, PyValue>): PyValue[] {
  return [...set].flatMap(([key, item]) => (other.has(key) ? [] : [item]))
}

/** By comparison of each with each, for what can't be hashed. */
function withoutRepeats(value: PyValue): PyValue[] {
  const found: PyValue[] = []
  for (const item of toItems(value)) {
    tick(found.length)
    if (!contains(found, item)) found.push(item)
  }
  return found
}
