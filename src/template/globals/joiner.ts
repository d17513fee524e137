import { identityKey } from '../python/hash.ts'
import { type KwArgs, PyObject, type PyValue } from '../python/object.ts'
import { bind, signature } from '../python/signature.ts'
import { PyClass } from './class.ts'

const called = signature('Joiner.__call__', '@self')

/** Gives '' at the first call and the separator from then on (Jinja2 3.1 `utils.Joiner`). */
class Joiner extends PyObject {
  readonly typeName = 'Joiner'
  readonly #separator: PyValue
  #isUsed = false

  constructor(separator: PyValue) {
    super()
    this.#separator = separator
  }

  override get moduleName(): string {
    return 'jinja2.utils'
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    bind(called, args, kwargs)
    if (this.#isUsed) return this.#separator
    this.#isUsed = true
    return ''
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    if (name === 'sep') return this.#separator
    return name === 'used' ? this.#isUsed : undefined
  }

  override pyContents(): Iterable<PyValue> {
    return [this.#separator]
  }

  override pyHashKey(): string {
    return identityKey(this)
  }
}

/** `joiner(sep=", ")` */
export const joiner = new PyClass(
  'jinja2.utils.Joiner',
  signature('Joiner.__init__', '@self', "sep=', '"),
  (separator = null) => new Joiner(separator),
)
