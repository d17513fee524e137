import { noteRefused } from '../refused.ts'
import { raise } from './error.ts'
import { PyObject, type PyValue } from './object.ts'
import { quote } from './quote.ts'
import { describeType, repr } from './show.ts'
import { derive } from './text.ts'

export type UndefinedKind = 'default' | 'strict' | 'chainable' | 'debug'

export interface UndefinedDetails {
  /** The whole message, where it isn't made from the object and name. */
  readonly hint?: string | undefined
  /** The object whose attribute or item is missing; undefined for a missing variable. */
  readonly object?: PyValue | undefined
  readonly name?: PyValue | undefined
  /** The class of the error that fail() throws. */
  readonly exception?: string | undefined
}

const typeNames = {
  default: 'Undefined',
  strict: 'StrictUndefined',
  chainable: 'ChainableUndefined',
  debug: 'DebugUndefined',
} as const

/**
 * Jinja2's four kinds of undefined (jinja2.runtime.Undefined and its subclasses). Any operation but printing,
 * iterating, testing and comparing for equality fails; with `strict` these fail too.
 */
export class Undefined extends PyObject {
  readonly kind: UndefinedKind
  readonly hint: string | undefined
  readonly object: PyValue | undefined
  readonly name: PyValue | undefined
  readonly exception: string

  constructor(kind: UndefinedKind, details: UndefinedDetails) {
    super()
    this.kind = kind
    this.hint = details.hint
    this.object = details.object
    this.name = details.name
    this.exception = details.exception ?? 'UndefinedError'
  }

  /** An error that names a type names no variable: the value is noted for its hint. */
  get typeName(): string {
    noteRefused(this)
    return typeNames[this.kind]
  }

  override get moduleName(): string {
    return 'jinja2.runtime'
  }

  /** jinja2.runtime.Undefined._undefined_message */
  get message(): string {
    if (this.hint) return this.hint
    const name = this.name ?? null
    if (this.object === undefined) return `${repr(name)} is undefined`
    if (!isName(name)) return `${describeType(this.object)} has no element ${repr(name)}`
    return `${quote(describeType(this.object))} has no attribute ${repr(name)}`
  }

  fail(): never {
    return raise(this.exception, this.message)
  }

  #failIfStrict(): void {
    if (this.kind === 'strict') this.fail()
  }

  override pyStr(): PyValue {
    this.#failIfStrict()
    return this.kind === 'debug' ? derive(`{{ ${this.#debugText()} }}`, this.name ?? null) : ''
  }

  #debugText(): string {
    if (this.hint) return `undefined value printed: ${this.hint}`
    const name = this.name ?? null
    if (this.object === undefined) return typeof name === 'string' ? name : repr(name)
    return `no such element: ${describeType(this.object)}[${repr(name)}]`
  }

  override pyRepr(): string {
    noteRefused(this)
    return 'Undefined'
  }

  override pyTruth(): boolean {
    this.#failIfStrict()
    return false
  }

  override pyLength(): number {
    this.#failIfStrict()
    return 0
  }

  override pyIterate(): Iterator<PyValue> {
    this.#failIfStrict()
    return [][Symbol.iterator]()
  }

  override pyContains(): boolean {
    this.#failIfStrict()
    return false
  }

  override pyEquals(other: PyValue): boolean | undefined {
    this.#failIfStrict()
    if (!(other instanceof Undefined)) return false
    other.#failIfStrict()
    return other.kind === this.kind
  }

  override pyCompare(other: PyValue): boolean | undefined {
    // The reflected method of a subclass comes first, and every other kind is one of the default's.
    if (this.kind === 'default' && other instanceof Undefined && other.kind !== 'default') other.fail()
    return this.fail()
  }

  override pyHashKey(): string {
    this.#failIfStrict()
    return `\0u${this.kind}`
  }

  override pyGetItem(): PyValue {
    return this.kind === 'chainable' ? this : this.fail()
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    if (name.startsWith('__') && name.endsWith('__')) return undefined
    return this.kind === 'chainable' ? this : this.fail()
  }

  override pyCall(): PyValue {
    return this.fail()
  }
}

function isName(name: PyValue): boolean {
  return typeof name === 'string' || (typeof name === 'object' && name !== null && 'text' in name)
}

/** An undefined value of that kind; the details decide its message. */
export function makeUndefined(kind: UndefinedKind, details: UndefinedDetails): Undefined {
  return new Undefined(kind, details)
}
