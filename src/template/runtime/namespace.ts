import { PyClass } from '../globals/class.ts'
import { PyDict } from '../python/dict.ts'
import { raise } from '../python/error.ts'
import { toList, unpack } from '../python/iterate.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { repr } from '../python/show.ts'
import { signature } from '../python/signature.ts'
import { Tuple } from '../python/tuple.ts'

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
  (args, kwargs) => {
    const attributes = new PyDict()
    const given = args instanceof Tuple ? args.items : []
    const [entries] = given
    if (given.length > 1) raise('TypeError', `dict expected at most 1 argument, got ${given.length}`)
    if (entries !== undefined) fill(attributes, entries)
    if (kwargs instanceof PyDict) for (const [key, value] of kwargs.entries()) attributes.set(key, value)
    return new Namespace(attributes)
  },
)

function fill(attributes: PyDict, entries: PyValue): void {
  if (entries instanceof PyDict) for (const [key, value] of entries.entries()) attributes.set(key, value)
  else {
    for (const pair of toList(entries)) {
      const [key, value] = unpack(pair, 2)
      attributes.set(key ?? null, value ?? null)
    }
  }
}
