import { PyObject, type PyValue } from './object.ts'
import { repr } from './show.ts'

/** `slice(start, stop, step)`: what a subscript of several slices holds. Templates see it in messages only. */
export class SliceObject extends PyObject {
  readonly typeName = 'slice'
  readonly #bounds: readonly PyValue[]

  constructor(start: PyValue, stop: PyValue, step: PyValue) {
    super()
    this.#bounds = [start, stop, step]
  }

  override pyRepr(): string {
    return `slice(${this.#bounds.map(repr).join(', ')})`
  }

  /** Defined so that it can't be hashed, as before Python 3.12. */
  override pyEquals(): undefined {
    return undefined
  }
}
