import { PyObject, type PyValue } from '../python/object.ts'
import type { Text } from '../python/text.ts'
import { makeUndefined, type UndefinedKind } from '../python/undefined.ts'

/** An imported template: its exported names, and what it writes as str (Jinja2 3.1 environment `TemplateModule`). */
export class TemplateModule extends PyObject {
  readonly typeName = 'TemplateModule'
  readonly name: string | null
  readonly body: Text
  readonly #exports: ReadonlyMap<string, PyValue>

  constructor(name: string | null, body: Text, exports: ReadonlyMap<string, PyValue>) {
    super()
    this.name = name
    this.body = body
    this.#exports = exports
  }

  override get moduleName(): string {
    return 'jinja2.environment'
  }

  /** A name of `{% from … import %}`; undefined where it isn't exported. */
  exported(kind: UndefinedKind, name: string, place: string): PyValue {
    const template = this.name === null ? 'None' : `'${this.name}'`
    const hint = `the template ${template} (imported on ${place}) does not export the requested name '${name}'`
    const value = this.#exports.get(name)
    return value === undefined ? makeUndefined(kind, { hint, name }) : value
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    return this.#exports.get(name)
  }

  override pyStr(): PyValue {
    return this.body
  }

  override pyRepr(): string {
    return `<TemplateModule ${this.name === null ? 'memory:0x0' : `'${this.name}'`}>`
  }
}
