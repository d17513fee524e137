import { toPython } from '../python/convert.ts'
import type { PyValue } from '../python/object.ts'

/** Where a template's names are looked up. */
export interface Scope {
  get(name: string): PyValue | undefined
}

/** The caller's variables over the globals; each is converted when it is first read, and once. */
export class Variables implements Scope {
  readonly #values: Readonly<Record<string, unknown>>
  readonly #globals: ReadonlyMap<string, PyValue>
  readonly #converted = new Map<string, PyValue>()

  constructor(values: Readonly<Record<string, unknown>>, globals: ReadonlyMap<string, PyValue>) {
    this.#values = values
    this.#globals = globals
  }

  get(name: string): PyValue | undefined {
    const converted = this.#converted.get(name)
    if (converted !== undefined) return converted
    if (!Object.hasOwn(this.#values, name)) return this.#globals.get(name)
    const value = toPython(this.#values[name])
    this.#converted.set(name, value)
    return value
  }
}

/** Names of an including template over those that it was given itself. */
export class Layer implements Scope {
  readonly #below: Scope
  readonly #own: ReadonlyMap<string, PyValue>

  constructor(below: Scope, own: ReadonlyMap<string, PyValue>) {
    this.#below = below
    this.#own = own
  }

  get(name: string): PyValue | undefined {
    const own = this.#own.get(name)
    return own === undefined ? this.#below.get(name) : own
  }
}
