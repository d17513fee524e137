import type { Comparison } from './compare.ts'
import { PyDict } from './dict.ts'
import { toItems } from './iterate.ts'
import { PyObject, type PyValue } from './object.ts'
import { reprItems } from './show.ts'

/**
 * Python's set, which templates only meet as the difference of dict views. It keeps the order of insertion; CPython's
 * order is that of hashes, and random for strings.
 */
export class PySet extends PyObject {
  readonly typeName = 'set'
  readonly #items: PyDict

  constructor(items: Iterable<PyValue>) {
    super()
    this.#items = new PyDict()
    for (const item of items) if (!this.#items.has(item)) this.#items.set(item, true)
  }

  override pyRepr(): string {
    return this.#items.size === 0 ? 'set()' : reprItems(this, '{', [...this.#items.keys()], '}', 'set(...)')
  }

  override pyLength(): number {
    return this.#items.size
  }

  override pyIterate(): Iterator<PyValue> {
    return this.#items.keys()
  }

  override pyContains(item: PyValue): boolean {
    return this.#items.has(item)
  }

  override pySubtract(other: PyValue): PyValue | undefined {
    return other instanceof PySet ? difference(toItems(this), other) : undefined
  }

  override pyCompare(other: PyValue, operator: Comparison): boolean | undefined {
    return other instanceof PySet ? compareSets(this, other, operator) : undefined
  }

  override pyEquals(other: PyValue): boolean | undefined {
    if (!(other instanceof PySet)) return undefined
    return other.pyLength() === this.pyLength() && [...this.#items.keys()].every((item) => other.pyContains(item))
  }

  override pyContents(): Iterable<PyValue> {
    return this.#items.keys()
  }
}

/** `<=` is subset, `<` proper subset, of sets and of dict views. */
export function compareSets(left: Sized, right: Sized, operator: Comparison): boolean {
  if (operator === '>' || operator === '>=') return compareSets(right, left, operator === '>' ? '<' : '<=')
  const [own, others] = [left.pyLength(), right.pyLength()]
  if (operator === '<' ? own >= others : own > others) return false
  return toItems(left).every((item) => right.pyContains(item))
}

type Sized = PyValue & { pyLength(): number; pyContains(item: PyValue): boolean }

/** The items that the other iterable doesn't hold. */
export function difference(items: Iterable<PyValue>, other: PyValue): PySet {
  const own = [...toItems(new PySet(items))]
  const without = new PySet(toItems(other))
  return new PySet(own.filter((item) => !without.pyContains(item)))
}
