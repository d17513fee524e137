import { raise } from '../python/error.ts'
import { PyFunction } from '../python/function.ts'
import { identityKey } from '../python/hash.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { signature } from '../python/signature.ts'
import { Tuple } from '../python/tuple.ts'
import { PyClass } from './class.ts'

/** Gives values in turns (Jinja2 3.1 `utils.Cycler`): `next()`, `reset()`, `current`, `items`, `pos`. */
class Cycler extends PyObject {
  readonly typeName = 'Cycler'
  readonly #items: Tuple
  #position = 0

  constructor(items: Tuple) {
    super()
    this.#items = items
  }

  override get moduleName(): string {
    return 'jinja2.utils'
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    switch (name) {
      case 'items':
        return this.#items
      case 'pos':
        return this.#position
      case 'current':
        return this.#current()
      case 'next':
        return new PyFunction('Cycler.next', signature('Cycler.next', '@self'), () => this.#next())
      case 'reset':
        return new PyFunction('Cycler.reset', signature('Cycler.reset', '@self'), () => this.#reset())
      default:
        return undefined
    }
  }

  #current(): PyValue {
    return this.#items.items[this.#position] ?? null
  }

  #next(): PyValue {
    const value = this.#current()
    this.#position = (this.#position + 1) % this.#items.items.length
    return value
  }

  #reset(): PyValue {
    this.#position = 0
    return null
  }

  override pyContents(): Iterable<PyValue> {
    return this.#items.items
  }

  override pyHashKey(): string {
    return identityKey(this)
  }
}

/** `cycler(*items)` @throws PyError RuntimeError for no items. */
export const cycler = new PyClass('jinja2.utils.Cycler', signature('Cycler.__init__', '@self', '*items'), (items) => {
  if (!(items instanceof Tuple) || items.items.length === 0) {
    return raise('RuntimeError', 'at least one item has to be provided')
  }
  return new Cycler(items)
})
