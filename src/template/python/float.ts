import { reprFloat } from './decimal.ts'
import { type Provenance, PyObject, type PyValue } from './object.ts'

/** Python's float: a number that knows it is no int, so that `1.0` prints as `1.0`. */
export class PyFloat extends PyObject {
  readonly typeName = 'float'
  readonly value: number
  /** null for none; traced.ts gives it. */
  readonly provenance: Provenance | null

  constructor(value: number, provenance: Provenance | null = null) {
    super()
    this.value = value
    this.provenance = provenance
  }

  override pyRepr(): string {
    return reprFloat(this.value)
  }

  override pyTruth(): boolean {
    return this.value !== 0
  }

  override pyProvenance(): Provenance | null {
    return this.provenance
  }
}

/** Whether `value` is a float. */
export function isFloat(value: PyValue): value is PyFloat {
  return value instanceof PyFloat
}
