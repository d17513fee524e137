import { type Comparison, compareSequences, equalsOrSame, sequencesEqual } from './compare.ts'
import { hashKey, keyText } from './hash.ts'
import { PyObject, type PyValue } from './object.ts'
import { itemIndex } from './position.ts'
import { reprItems } from './show.ts'

/** Python's tuple. A named tuple (groupby's) is a subclass with attributes. */
export class Tuple extends PyObject {
  readonly typeName: string = 'tuple'
  readonly items: readonly PyValue[]

  constructor(items: readonly PyValue[]) {
    super()
    this.items = items
  }

  /** A tuple of the same type that holds others. */
  withItems(items: readonly PyValue[]): Tuple {
    return new Tuple(items)
  }

  override pyRepr(): string {
    const { items } = this
    return reprItems(this, '(', items, items.length === 1 ? ',)' : ')', '(...)')
  }

  override pyTruth(): boolean {
    return this.items.length > 0
  }

  override pyLength(): number {
    return this.items.length
  }

  override pyIterate(): Iterator<PyValue> {
    return this.items[Symbol.iterator]()
  }

  override pyGetItem(key: PyValue): PyValue {
    return this.items[itemIndex(key, this.items.length, 'tuple')] ?? null
  }

  override pyEquals(other: PyValue): boolean | undefined {
    return other instanceof Tuple ? other === this || sequencesEqual(this.items, other.items) : undefined
  }

  override pyCompare(other: PyValue, operator: Comparison): boolean | undefined {
    return other instanceof Tuple ? compareSequences(this.items, other.items, operator) : undefined
  }

  override pyContains(item: PyValue): boolean {
    return this.items.some((own) => equalsOrSame(own, item))
  }

  override pyHashKey(): string {
    return `\0(${this.items.map((item) => keyText(hashKey(item))).join('')})`
  }

  override pyContents(): Iterable<PyValue> {
    return this.items
  }
}
