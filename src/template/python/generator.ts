import { PyObject, type PyValue } from './object.ts'
import { address } from './show.ts'

/** A lazy sequence that can be iterated once, such as what `map` and `select` give. */
export class Generator extends PyObject {
  readonly typeName: string = 'generator'
  readonly name: string
  #iterator: Iterator<PyValue>

  constructor(name: string, iterator: Iterator<PyValue>) {
    super()
    this.name = name
    this.#iterator = iterator
  }

  /** From now on gives what `map` makes of its items. */
  mapItems(map: (item: PyValue) => PyValue): this {
    const iterator = this.#iterator
    this.#iterator = {
      next: () => {
        const step = iterator.next()
        return step.done ? step : { done: false, value: map(step.value) }
      },
    }
    return this
  }

  override pyRepr(): string {
    return `<generator object ${this.name} at ${address(this)}>`
  }

  override pyIterate(): Iterator<PyValue> {
    return this.#iterator
  }
}
