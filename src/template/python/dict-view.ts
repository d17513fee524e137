import { type Comparison, equalsOrSame } from './compare.ts'
import type { PyDict } from './dict.ts'
import { raise } from './error.ts'
import { identityKey } from './hash.ts'
import { toItems } from './iterate.ts'
import { PyObject, type PyValue } from './object.ts'
import { compareSets, difference, PySet } from './set.ts'
import { reprItems } from './show.ts'
import { Tuple } from './tuple.ts'

/** What `dict.keys()`, `.values()` and `.items()` give: a live view, not a list. */
export class DictView extends PyObject {
  readonly typeName: 'dict_keys' | 'dict_values' | 'dict_items'
  readonly dict: PyDict
  readonly kind: 'keys' | 'values' | 'items'

  constructor(dict: PyDict, kind: 'keys' | 'values' | 'items') {
    super()
    this.dict = dict
    this.kind = kind
    this.typeName = `dict_${kind}`
  }

  override pyRepr(): string {
    return reprItems(this, `${this.typeName}([`, [...this], '])', '...')
  }

  override pyLength(): number {
    return this.dict.size
  }

  override pyIterate(): Iterator<PyValue> {
    return this[Symbol.iterator]()
  }

  [Symbol.iterator](): IterableIterator<PyValue> {
    if (this.typeName === 'dict_keys') return this.dict.keys()
    return this.typeName === 'dict_values' ? this.dict.values() : pairs(this.dict)
  }

  override pyContains(item: PyValue): boolean {
    if (this.typeName === 'dict_keys') return this.dict.has(item)
    if (this.typeName === 'dict_values') return [...this].some((value) => equalsOrSame(value, item))
    if (!(item instanceof Tuple) || item.items.length !== 2) return false
    const [key = null, value = null] = item.items
    const own = this.dict.get(key)
    return own !== undefined && equalsOrSame(own, value)
  }

  override pyEquals(other: PyValue): boolean | undefined {
    if (this.typeName === 'dict_values') return undefined
    if (other instanceof PySet) {
      return this.dict.size === other.pyLength() && [...this].every((item) => other.pyContains(item))
    }
    if (!(other instanceof DictView) || other.typeName === 'dict_values') return undefined
    return this.dict.size === other.dict.size && [...this].every((item) => other.pyContains(item))
  }

  override pyCompare(other: PyValue, operator: Comparison): boolean | undefined {
    if (this.typeName === 'dict_values') return undefined
    const isSet = other instanceof PySet || (other instanceof DictView && other.typeName !== 'dict_values')
    return isSet ? compareSets(this, other, operator) : undefined
  }

  /** `keys() - iterable` and `items() - iterable`: a set. */
  override pySubtract(other: PyValue): PyValue | undefined {
    return this.typeName === 'dict_values' ? undefined : difference(this, other)
  }

  /** `iterable - keys()`: a set as well. */
  override pySubtractFrom(other: PyValue): PyValue | undefined {
    return this.typeName === 'dict_values' ? undefined : difference(toItems(other), this)
  }

  override pyHashKey(): string {
    if (this.typeName === 'dict_values') return identityKey(this)
    return raise('TypeError', `unhashable type: '${this.typeName}'`)
  }

  override pyContents(): Iterable<PyValue> {
    return [this.dict]
  }
}

function* pairs(dict: PyDict): Generator<PyValue, undefined> {
  for (const [key, value] of dict.entries()) yield new Tuple([key, value])
}
