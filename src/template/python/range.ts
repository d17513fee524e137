import type { Taint } from '../provenance.ts'
import { eq } from './compare.ts'
import { raise } from './error.ts'
import { PyFloat } from './float.ts'
import { tick } from './limits.ts'
import { type Provenance, PyObject, type PyValue } from './object.ts'
import { asIndex, itemIndex } from './position.ts'
import { derive, type Text, uniteProvenance } from './text.ts'
import { traceNumber } from './traced.ts'

/** Where a range's bounds came from; null where none has provenance. */
export interface BoundsProvenance {
  readonly all: Provenance | null
  /** Of start and step, which are in each item; stop only says how many there are. */
  readonly items: Provenance | null
}

/** Python's range. Bounds are safe integers: larger ones the range() global refuses. */
export class Range extends PyObject {
  readonly typeName = 'range'
  readonly start: number
  readonly stop: number
  readonly step: number
  readonly length: number
  readonly provenance: BoundsProvenance

  /** @throws PyError ValueError for a step of 0. */
  constructor(start: number, stop: number, step: number, provenance: BoundsProvenance = { all: null, items: null }) {
    super()
    if (step === 0) raise('ValueError', 'range() arg 3 must not be zero')
    this.start = start
    this.stop = stop
    this.step = step
    this.provenance = provenance
    this.length = Math.max(0, Math.ceil((stop - start) / step))
  }

  at(index: number): number {
    return this.start + index * this.step
  }

  #item(index: number): PyValue {
    return traceNumber(this.at(index), this.provenance.items)
  }

  override pyProvenance(): Provenance | null {
    return this.provenance.all
  }

  override pyWithTaints(taints: readonly Taint[]): PyValue {
    const { start, stop, step, provenance } = this
    const all = uniteProvenance(provenance.all, taints)
    return new Range(start, stop, step, { all, items: uniteProvenance(provenance.items, taints) })
  }

  override pyStr(): Text {
    return derive(this.pyRepr(), this)
  }

  override pyRepr(): string {
    const { start, stop, step } = this
    return step === 1 ? `range(${start}, ${stop})` : `range(${start}, ${stop}, ${step})`
  }

  override pyTruth(): boolean {
    return this.length > 0
  }

  override pyLength(): number {
    return this.length
  }

  override *pyIterate(): Iterator<PyValue> {
    for (let index = 0; index < this.length; index++) {
      tick()
      yield this.#item(index)
    }
  }

  override pyGetItem(key: PyValue): PyValue {
    return this.#item(itemIndex(key, this.length, 'range object'))
  }

  override pyContains(item: PyValue): boolean {
    // Only a number is looked up by arithmetic; what compares in its own way (strict undefined) does so.
    if (item instanceof PyObject && this.length > 0 && eq(item, this.start)) return true
    return this.indexOf(item) >= 0
  }

  /** The index of a number; -1 where the range doesn't hold it. */
  indexOf(item: PyValue): number {
    const value = item instanceof PyFloat ? item.value : asIndex(item)
    if (typeof value !== 'number') return -1
    const index = (value - this.start) / this.step
    return Number.isInteger(index) && index >= 0 && index < this.length && eq(this.at(index), item) ? index : -1
  }

  override pyEquals(other: PyValue): boolean | undefined {
    if (!(other instanceof Range)) return undefined
    if (this.length !== other.length || this.length === 0) return this.length === other.length
    return this.start === other.start && (this.length === 1 || this.step === other.step)
  }

  override pyHashKey(): string {
    const { length } = this
    return `\0r${length}:${length > 0 ? this.start : ''}:${length > 1 ? this.step : ''}`
  }
}
