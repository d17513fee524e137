import { equalsOrSame } from './compare.ts'
import { raise } from './error.ts'
import { type DictKey, hashKey } from './hash.ts'
import { tick } from './limits.ts'
import { PyObject, type PyValue } from './object.ts'
import { repr, reprContainer } from './show.ts'

/** Python's dict: keyed by Python's equality (1, 1.0 and True are one key), in the order of insertion. */
export class PyDict extends PyObject {
  readonly typeName: string = 'dict'
  readonly #values = new Map<DictKey, PyValue>()
  /** The keys as they were given, where they aren't their own DictKey. */
  #originals: Map<DictKey, PyValue> | undefined

  static of(entries: Iterable<readonly [PyValue, PyValue]>): PyDict {
    const dict = new PyDict()
    for (const [key, value] of entries) dict.set(key, value)
    return dict
  }

  get size(): number {
    return this.#values.size
  }

  /** The value of a key; undefined where there is none. @throws PyError TypeError for an unhashable key. */
  get(key: PyValue): PyValue | undefined {
    return this.#values.get(hashKey(key))
  }

  has(key: PyValue): boolean {
    return this.#values.has(hashKey(key))
  }

  /** Sets a value; an equal key that is there already stays as it was given first. */
  set(key: PyValue, value: PyValue): void {
    const hashed = hashKey(key)
    if (hashed !== key && !this.#values.has(hashed)) {
      this.#originals ??= new Map()
      this.#originals.set(hashed, key)
    }
    this.#values.set(hashed, value)
  }

  delete(key: PyValue): boolean {
    const hashed = hashKey(key)
    this.#originals?.delete(hashed)
    return this.#values.delete(hashed)
  }

  clear(): void {
    this.#values.clear()
    this.#originals = undefined
  }

  copy(): PyDict {
    return PyDict.of(this.entries())
  }

  #original(hashed: DictKey): PyValue {
    const original = this.#originals?.get(hashed)
    return original === undefined ? hashed : original
  }

  *keys(): Generator<PyValue, undefined> {
    const { size } = this
    for (const hashed of this.#values.keys()) {
      yield this.#original(hashed)
      this.#checkSize(size)
    }
  }

  *values(): Generator<PyValue, undefined> {
    const { size } = this
    for (const value of this.#values.values()) {
      yield value
      this.#checkSize(size)
    }
  }

  *entries(): Generator<[PyValue, PyValue], undefined> {
    const { size } = this
    for (const [hashed, value] of this.#values) {
      yield [this.#original(hashed), value]
      this.#checkSize(size)
    }
  }

  #checkSize(size: number): void {
    if (this.#values.size !== size) raise('RuntimeError', 'dictionary changed size during iteration')
  }

  /** The last entry, removed; undefined where the dict is empty. */
  popLast(): [PyValue, PyValue] | undefined {
    let last: DictKey | undefined
    for (const hashed of this.#values.keys()) last = hashed
    if (last === undefined) return undefined
    const entry: [PyValue, PyValue] = [this.#original(last), this.#values.get(last) ?? null]
    this.#originals?.delete(last)
    this.#values.delete(last)
    return entry
  }

  override pyRepr(): string {
    return reprContainer(this, '{...}', () => {
      let text = '{'
      for (const [hashed, value] of this.#values) {
        if (text !== '{') text += ', '
        text += `${repr(this.#original(hashed))}: ${repr(value)}`
      }
      return `${text}}`
    })
  }

  override pyTruth(): boolean {
    return this.#values.size > 0
  }

  override pyLength(): number {
    return this.#values.size
  }

  override pyIterate(): Iterator<PyValue> {
    return this.keys()
  }

  override pyGetItem(key: PyValue): PyValue {
    const value = this.get(key)
    return value === undefined ? raise('KeyError', repr(key)) : value
  }

  override pyContains(key: PyValue): boolean {
    return this.has(key)
  }

  override pyEquals(other: PyValue): boolean | undefined {
    if (!(other instanceof PyDict)) return undefined
    if (other === this) return true
    if (other.size !== this.size) return false
    for (const [hashed, value] of this.#values) {
      // Shared children are compared once for each path to them: without the clock, exponentially long.
      tick()
      const theirs = other.#values.get(hashed)
      if (theirs === undefined || !equalsOrSame(value, theirs)) return false
    }
    return true
  }

  override pyContents(): Iterable<PyValue> {
    return [...(this.#originals?.values() ?? []), ...this.#values.values()]
  }
}
