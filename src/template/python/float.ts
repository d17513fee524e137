import { reprFloat } from './decimal.ts'
import { PyObject, type PyValue } from './object.ts'

/** Python's float: a number that knows it is no int, so that `1.0` prints as `1.0`. */
export class PyFloat extends PyObject {
  readonly typeName = 'float'
  readonly value: number

  constructor(value: number) {
    super()
    this.value = value
  }

  override pyRepr(): string {
    return reprFloat(this.value)
  }

  override pyTruth(): boolean {
    return this.value !== 0
  }
}

/** Whether `value` is a float. */
export function isFloat(value: PyValue): value is PyFloat {
  return value instanceof PyFloat
}
