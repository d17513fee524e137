import { entriesOf } from '../filters/html.ts'
import { attributeOf } from '../python/attribute.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { toItems } from '../python/iterate.ts'
import { chargeRange } from '../python/limits.ts'
import { updateDict } from '../python/methods/dict.ts'
import type { PyValue } from '../python/object.ts'
import { asIndex, toIndex } from '../python/position.ts'
import { Range } from '../python/range.ts'
import { declare } from '../python/signature.ts'
import { provenanceOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { PyClass } from './class.ts'

/** Python's `range(stop)`, `range(start, stop[, step])`; its length is limited. */
export const range = new PyClass('range', declare('any', undefined, 'range', ['*args', '**kwargs']), (args, kwargs) => {
  if (kwargs instanceof PyDict && kwargs.size > 0) raise('TypeError', 'range() takes no keyword arguments')
  const given = args instanceof Tuple ? args.items : []
  if (given.length === 0) raise('TypeError', 'range expected at least 1 argument, got 0')
  if (given.length > 3) raise('TypeError', `range expected at most 3 arguments, got ${given.length}`)
  const [first = 0, second, third] = given.map(bound)
  const all = provenanceOf(...given)
  const made =
    second === undefined
      ? new Range(0, first, 1, { all, items: null })
      : new Range(first, second, third ?? 1, { all, items: provenanceOf(given[0] ?? null, given[2] ?? null) })
  chargeRange(made.length)
  return made
})

/** A bound as a safe integer: beyond that a range has more items, or larger ones, than any limit allows. */
function bound(value: PyValue): number {
  const index = asIndex(value)
  if (typeof index === 'bigint') chargeRange(Math.abs(Number(index)))
  return toIndex(value)
}

const fromKeys = declare('positional', undefined, 'fromkeys', ['iterable', 'value=None'])

/** Python's `dict(mapping or pairs, **entries)`. */
export const dict = new PyClass(
  'dict',
  declare('any', undefined, 'dict', ['*args', '**kwargs']),
  makeDict,
  new Map([['fromkeys', new PyClass('dict.fromkeys', fromKeys, makeFromKeys)]]),
)

/** `dict(*args, **kwargs)` */
export function makeDict(args: PyValue = null, kwargs: PyValue = null): PyDict {
  const given = args instanceof Tuple ? args.items : []
  if (given.length > 1) raise('TypeError', `dict expected at most 1 argument, got ${given.length}`)
  const made = new PyDict()
  const [source] = given
  if (source !== undefined) updateDict(made, asPairs(source))
  if (kwargs instanceof PyDict) for (const [key, value] of kwargs.entries()) made.set(key, value)
  return made
}

/** `dict.fromkeys(iterable, value=None)` */
function makeFromKeys(keys: PyValue = null, value: PyValue = null): PyValue {
  return PyDict.of(toItems(keys).map((key) => [key, value]))
}

/** Another mapping as its pairs; an undefined value fails. */
function asPairs(source: PyValue): PyValue {
  if (source instanceof PyDict || attributeOf(source, 'keys') === undefined) return source
  return Array.from(entriesOf(source), (entry) => new Tuple(entry))
}
