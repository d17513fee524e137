import { makeDict } from '../globals/builtins.ts'
import { PyClass } from '../globals/class.ts'
import type { PyDict } from '../python/dict.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { repr } from '../python/show.ts'
import { signature } from '../python/signature.ts'

/** `namespace()`: attributes that `{% set ns.name = … %}` may change from inside loops (Jinja2 3.1 utils `Namespace`). */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace'
  readonly #attributes: PyDict

  constructor(attributes: PyDict) {
    super()
    this.#attributes = attributes
  }

  override get moduleName(): string {
    return 'jinja2.utils'
  }

  set(name: string, value: PyValue): void {
    this.#attributes.set(name, value)
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    return this.#attributes.get(name)
  }

  override pyLacks(name: string): string {
    return name
  }

  override pyRepr(): string {
    return `<Namespace ${repr(this.#attributes)}>`
  }

  override pyContents(): Iterable<PyValue> {
    return [this.#attributes]
  }
}

/** The global `namespace`: `dict(*args, **kwargs)` as attributes. */
export const namespaceClass = new PyClass(
  'jinja2.utils.Namespace',
  signature('Namespace', '*args', '**kwargs'),
  (args, kwargs) => new Namespace(makeDict(args, kwargs)),
)
