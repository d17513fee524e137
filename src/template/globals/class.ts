import { raise } from '../python/error.ts'
import { identityKey } from '../python/hash.ts'
import { carryTaint, mayBeSensitive } from '../python/inherit.ts'
import { type KwArgs, PyObject, type PyValue } from '../python/object.ts'
import { bind, type Signature } from '../python/signature.ts'

/** A Python class as a global: calling it makes an instance. Its methods and attributes are out of reach. */
export class PyClass extends PyObject {
  readonly typeName = 'type'
  readonly name: string
  readonly signature: Signature
  readonly #create: (...args: readonly PyValue[]) => PyValue
  readonly attributes: ReadonlyMap<string, PyValue>

  /** @param name as the repr has it: `range`, `jinja2.utils.Cycler` */
  constructor(
    name: string,
    signature: Signature,
    create: (...args: readonly PyValue[]) => PyValue,
    attributes: ReadonlyMap<string, PyValue> = new Map(),
  ) {
    super()
    this.name = name
    this.signature = signature
    this.#create = create
    this.attributes = attributes
  }

  override pyRepr(): string {
    return `<class '${this.name}'>`
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    const bound = bind(this.signature, args, kwargs)
    if (!mayBeSensitive(bound)) return this.#create(...bound)
    const called = { signature: this.signature, callable: `class ${this.name}` }
    return carryTaint(called, bound, () => this.#create(...bound))
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    return this.attributes.get(name)
  }

  override pyLacks(name: string): string {
    return `type object '${this.name.split('.').at(-1)}' has no attribute '${name}'`
  }

  override pyGetItem(): PyValue {
    return raise('TypeError', `type '${this.name}' is not subscriptable`)
  }

  override pyHashKey(): string {
    return identityKey(this)
  }
}
