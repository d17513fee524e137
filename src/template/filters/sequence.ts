import { attributeOf } from '../python/attribute.ts'
import { Bytes } from '../python/bytes.ts'
import { PyDict } from '../python/dict.ts'
import { DictView } from '../python/dict-view.ts'
import { PyError, raise } from '../python/error.ts'
import { Generator } from '../python/generator.ts'
import { hashKey } from '../python/hash.ts'
import { iterate, length, toList } from '../python/iterate.ts'
import { tick } from '../python/limits.ts'
import { escapeHtml } from '../python/markup.ts'
import type { PyValue } from '../python/object.ts'
import { PyObject } from '../python/object.ts'
import { add, gt, lt, truthy } from '../python/operators.ts'
import { Range } from '../python/range.ts'
import { address, softStr, str, typeName } from '../python/show.ts'
import { declare, signature } from '../python/signature.ts'
import { isMarkup, isText, joinText, type Text, textOf } from '../python/text.ts'
import { Tuple } from '../python/tuple.ts'
import { makeUndefined, Undefined } from '../python/undefined.ts'
import { attributeGetter } from './attribute-path.ts'
import { alias, defineFilter, type Filter } from './filter.ts'
import { invoke, isHtml } from './invoke.ts'

/** builtins `len` */
const count = defineFilter('count', declare('one', undefined, 'len', ['obj']), (_frame, value = null) => length(value))

/** Filters that take a sequence, or an object's parts, to one value. */
export const sequenceFilters: readonly Filter[] = [
  count,
  alias('length', count),

  /** An attribute, never an item; undefined where there is none (Jinja2 3.1 `do_attr`). */
  defineFilter('attr', signature('do_attr', '@environment', 'obj', 'name'), (frame, object = null, name = null) => {
    hashKey(name)
    if (!isText(name)) raise('TypeError', `attribute name must be string, not '${typeName(name)}'`)
    const attribute = textOf(name).startsWith('__') ? undefined : attributeOf(object, textOf(name))
    return attribute === undefined ? makeUndefined(frame.undefinedKind, { object, name }) : attribute
  }),

  /** The first item; undefined for an empty sequence (Jinja2 3.1 `do_first`). */
  defineFilter('first', signature('sync_do_first', '@environment', 'seq'), (frame, seq = null) => {
    const step = iterate(seq).next()
    return step.done ? makeUndefined(frame.undefinedKind, { hint: 'No first item, sequence was empty.' }) : step.value
  }),

  /** The last item; undefined for an empty sequence (Jinja2 3.1 `do_last`). */
  defineFilter('last', signature('do_last', '@environment', 'seq'), (frame, seq = null) => {
    const step = reversed(seq).next()
    return step.done ? makeUndefined(frame.undefinedKind, { hint: 'No last item, sequence was empty.' }) : step.value
  }),

  /** Any item; undefined for an empty sequence (Jinja2 3.1 `do_random`, Python's random.choice). */
  defineFilter('random', signature('do_random', '@context', 'seq'), (frame, seq = null) => {
    const size = length(seq)
    if (seq instanceof Undefined || size === 0) {
      return makeUndefined(frame.undefinedKind, { hint: 'No random item, sequence was empty.' })
    }
    return itemAt(seq, Math.floor(Math.random() * size))
  }),

  /** A str reversed, or an iterator over the items from the last (Jinja2 3.1 `do_reverse`). */
  defineFilter('reverse', signature('do_reverse', 'value'), (_frame, value = null) => {
    if (isText(value)) return reverseText(value)
    const type = reversedType(value)
    if (type !== undefined) return new ReverseIterator(type, reversed(value))
    try {
      return toList(value).reverse()
    } catch (error) {
      if (error instanceof PyError && error.name === 'TypeError') {
        raise('FilterArgumentError', 'argument must be iterable')
      }
      throw error
    }
  }),

  /** `list(value)` (Jinja2 3.1 `do_list`). */
  defineFilter('list', signature('sync_do_list', 'value'), (_frame, value = null) => toList(value)),

  /** The items of a mapping as (key, value); none for undefined (Jinja2 3.1 `do_items`). */
  defineFilter(
    'items',
    signature('do_items', 'value'),
    (_frame, value = null) => new Generator('do_items', items(value)),
  ),

  /** The items, or an attribute of each, as text with a separator (Jinja2 3.1 `do_join`). */
  defineFilter(
    'join',
    signature('sync_do_join', '@eval_ctx', 'value', "d=''", 'attribute=None'),
    (frame, value = null, separator = null, attribute = null) => {
      const read = attribute === null ? (item: PyValue) => item : attributeGetter(frame, attribute)
      // An item is read, and without autoescape shown, before the next is taken: the first failure is Jinja2's.
      if (frame.autoescape) return joinEscaped(collect(value, read), separator)
      const glue = plain(separator)
      const texts = collect(value, (item) => plain(read(item)))
      return joinText(texts, glue)
    },
  ),

  /** The sum of the items, or of an attribute of each, and `start` (Jinja2 3.1 `do_sum`, Python's sum). */
  defineFilter(
    'sum',
    signature('sync_do_sum', '@environment', 'iterable', 'attribute=None', 'start=0'),
    (frame, iterable = null, attribute = null, start = null) => {
      const iterator = iterate(iterable)
      if (isText(start)) raise('TypeError', "sum() can't sum strings [use ''.join(seq) instead]")
      if (start instanceof Bytes) raise('TypeError', "sum() can't sum bytes [use b''.join(seq) instead]")
      const read = attributeGetter(frame, attribute)
      let total: PyValue = start
      for (let step = iterator.next(); !step.done; step = iterator.next()) {
        tick()
        total = add(total, read(step.value))
      }
      return total
    },
  ),

  /** The smallest item, ignoring case (Jinja2 3.1 `do_min`). */
  extreme('min', 'do_min', lt),

  /** The largest item, ignoring case (Jinja2 3.1 `do_max`). */
  extreme('max', 'do_max', gt),
]

function extreme(name: string, pythonName: string, isBetter: (left: PyValue, right: PyValue) => boolean): Filter {
  return defineFilter(
    name,
    signature(pythonName, '@environment', 'value', 'case_sensitive=False', 'attribute=None'),
    (frame, value = null, caseSensitive = null, attribute = null) => {
      const iterator = iterate(value)
      const first = iterator.next()
      if (first.done) {
        return makeUndefined(frame.undefinedKind, { hint: 'No aggregated item, sequence was empty.' })
      }
      const keyOf = attributeGetter(frame, attribute, !truthy(caseSensitive))
      let best = first.value
      let bestKey = keyOf(best)
      for (let step = iterator.next(); !step.done; step = iterator.next()) {
        tick()
        const key = keyOf(step.value)
        if (isBetter(key, bestKey)) {
          best = step.value
          bestKey = key
        }
      }
      return best
    },
  )
}

/** What `read` makes of each item of an iterable. */
function collect<Result>(value: PyValue, read: (item: PyValue) => Result): Result[] {
  if (Array.isArray(value)) return value.map(read)
  const iterator = iterate(value)
  const found: Result[] = []
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    tick()
    found.push(read(step.value))
  }
  return found
}

function joinEscaped(items: readonly PyValue[], separator: PyValue): PyValue {
  if (isMarkup(separator)) return invoke(separator, 'join', items.map(softStr))
  // One item that is Markup makes the whole Markup, and what isn't is escaped.
  const texts = items.map((item) => (isMarkup(item) ? item : str(item)))
  return invoke(items.some(isHtml) ? escapeHtml(separator) : str(separator), 'join', texts)
}

/** `str(value)` as the argument of str.join: a plain str. */
function plain(value: PyValue): Text {
  return str(value)
}

function* items(value: PyValue): Iterator<PyValue> {
  if (value instanceof Undefined) return
  if (!(value instanceof PyDict)) raise('TypeError', 'Can only get item pairs from a mapping.')
  for (const entry of value.entries()) yield new Tuple(entry)
}

/** `reversed(value)`. @throws PyError TypeError where the value has no order. */
function reversed(value: PyValue): Iterator<PyValue> {
  if (reversedType(value) === undefined) raise('TypeError', `'${typeName(value)}' object is not reversible`)
  if (value instanceof Undefined) length(value)
  return toList(value).reverse()[Symbol.iterator]()
}

/** The type of `reversed(value)`; undefined where it is a TypeError. */
function reversedType(value: PyValue): string | undefined {
  if (Array.isArray(value)) return 'list_reverseiterator'
  if (value instanceof PyDict) return 'dict_reversekeyiterator'
  if (value instanceof DictView) return value.typeName.replace(/^dict_(key|value|item)s$/, 'dict_reverse$1iterator')
  if (value instanceof Range) return 'range_iterator'
  const isSequence = isText(value) || value instanceof Tuple || value instanceof Bytes || value instanceof Undefined
  return isSequence ? 'reversed' : undefined
}

class ReverseIterator extends Generator {
  override readonly typeName: string

  constructor(typeName: string, iterator: Iterator<PyValue>) {
    super(typeName, iterator)
    this.typeName = typeName
  }

  override pyRepr(): string {
    return `<${this.typeName} object at ${address(this)}>`
  }
}

function reverseText(value: Text): PyValue {
  if (typeof value === 'string') return Array.from(value).reverse().join('')
  const characters = toList(value).filter(isText)
  return joinText(characters.reverse(), '', isMarkup(value))
}

/** `seq[index]` of random.choice. */
function itemAt(seq: PyValue, index: number): PyValue {
  if (Array.isArray(seq)) return seq[index] ?? null
  if (isText(seq)) return toList(seq)[index] ?? null
  if (seq instanceof PyObject && seq.pyGetItem !== undefined) return seq.pyGetItem(index)
  return raise('TypeError', `'${typeName(seq)}' object is not subscriptable`)
}
