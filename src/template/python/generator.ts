import { PyObject, type PyValue } from './object.ts'
import { address } from './show.ts'

/** A lazy sequence that can be iterated once, such as what `map` and `select` give. */
export class Generator extends PyObject {
  readonly typeName: string = 'generator'
  readonly name: string
  readonly #iterator: Iterator<PyValue>

  constructor(name: string, iterator: Iterator<PyValue>) {
    super()
    this.name = name
    this.#iterator = iterator
  }

  override pyRepr(): string {
    return `<generator object ${this.name} at ${address(this)}>`
  }

  override pyIterate(): Iterator<PyValue> {
    return this.#iterator
  }
}
