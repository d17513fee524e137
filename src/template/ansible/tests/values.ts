import { defineTest, type Filter } from '../../filters/filter.ts'
import { PyFloat } from '../../python/float.ts'
import type { DictKey } from '../../python/hash.ts'
import { iterate } from '../../python/iterate.ts'
import { tick } from '../../python/limits.ts'
import type { PyValue } from '../../python/object.ts'
import { contains, truthy } from '../../python/operators.ts'
import { declare, signature } from '../../python/signature.ts'
import { isText, textOf } from '../../python/text.ts'
import { untraced } from '../../python/traced.ts'
import { pathOf } from '../filters/paths.ts'
import { toSet } from '../values.ts'

const yes = ['y', 'yes', 'on', '1', 'true', 't']
const no = ['n', 'no', 'off', '0', 'false', 'f']

/** Tests of a value, and of what it holds. */
export const valueTests: readonly Filter[] = [
  /** `bool(value)`, of a word such as `no` what it says, with `convert_bool` (Ansible `truthy`). */
  defineTest('truthy', signature('truthy', 'value', 'convert_bool=False'), (_frame, value = null, converts = null) =>
    isTrue(value, converts),
  ),

  /** Ansible `falsy` */
  defineTest(
    'falsy',
    signature('falsy', 'value', 'convert_bool=False'),
    (_frame, value = null, converts = null) => !isTrue(value, converts),
  ),

  /** builtins `any` */
  defineTest('any', declare('one', undefined, 'any', ['iterable']), (_frame, value = null) => holdsFor(value, true)),

  /** builtins `all` */
  defineTest('all', declare('one', undefined, 'all', ['iterable']), (_frame, value = null) => !holdsFor(value, false)),

  /** `value in seq`, with the sequence first (Ansible `contains`). */
  defineTest('contains', signature('contains', 'seq', 'value'), (_frame, seq = null, value = null) =>
    contains(seq, value),
  ),

  ...setTests(['subset', 'issubset'], (left, right) => [...left.keys()].every((key) => right.has(key))),
  ...setTests(['superset', 'issuperset'], (left, right) => [...right.keys()].every((key) => left.has(key))),

  ...['nan', 'isnan'].map((name) =>
    defineTest(
      name,
      signature('isnotanumber', 'x'),
      (_frame, value = null) => value instanceof PyFloat && Number.isNaN(value.value),
    ),
  ),

  ...['abs', 'is_abs'].map((name) =>
    defineTest(name, signature('isabs', 's'), (_frame, value = null) => textOf(pathOf(value)).startsWith('/')),
  ),
]

type Keys = ReadonlyMap<DictKey, PyValue>

function setTests(names: readonly string[], holds: (left: Keys, right: Keys) => boolean): Filter[] {
  return names.map((name) =>
    defineTest(name, signature(names.at(-1) ?? name, 'a', 'b'), (_frame, a = null, b = null) =>
      holds(toSet(a), toSet(b)),
    ),
  )
}

/** Whether any item is as wanted; stops there. */
function holdsFor(value: PyValue, wanted: boolean): boolean {
  if (Array.isArray(value)) return value.some((item) => truthy(item) === wanted)
  const iterator = iterate(value)
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    if (truthy(step.value) === wanted) return true
  }
  return false
}

function isTrue(value: PyValue, converts: PyValue): boolean {
  return truthy(truthy(converts) ? (toBoolean(untraced(value)) ?? value) : value)
}

/** ansible-core's `boolean(value)`; undefined where it says neither. */
function toBoolean(value: PyValue): boolean | undefined {
  const plain = value instanceof PyFloat ? value.value : value
  if (typeof plain === 'number') return plain === 1 ? true : plain === 0 ? false : undefined
  if (!isText(value)) return undefined
  const word = textOf(value).toLowerCase().trim()
  return yes.includes(word) ? true : no.includes(word) ? false : undefined
}
