import { raise } from './error.ts'
import { identityKey } from './hash.ts'
import { carryTaint, mayBeSensitive } from './inherit.ts'
import { type KwArgs, PyObject, type PyValue } from './object.ts'
import { address, repr, typeName } from './show.ts'
import { bind, type Signature } from './signature.ts'

/** A callable value: a global function, or one that the caller of the library gave. */
export class PyFunction extends PyObject {
  readonly typeName: string = 'function'
  readonly name: string
  readonly signature: Signature
  readonly implementation: (...args: readonly PyValue[]) => PyValue

  constructor(name: string, signature: Signature, implementation: (...args: readonly PyValue[]) => PyValue) {
    super()
    this.name = name
    this.signature = signature
    this.implementation = implementation
  }

  override pyRepr(): string {
    return `<function ${this.name} at ${address(this)}>`
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    const { signature } = this
    const bound = bind(signature, args, kwargs)
    if (!mayBeSensitive(bound)) return this.implementation(...bound)
    return carryTaint({ signature, callable: `function ${signature.name}` }, bound, () => this.implementation(...bound))
  }

  override pyHashKey(): string {
    return identityKey(this)
  }
}

/** One method of a type of Python: an entry of a table in methods/. */
export interface Method<Self extends PyValue = PyValue> {
  readonly name: string
  readonly signature: Signature
  /** Its name in taint-exceptions.ts: `str.join`. */
  readonly callable: string
  readonly call: (self: Self, ...args: readonly PyValue[]) => PyValue
}

/** `self.method(*args, **kwargs)` */
export function callMethodOf<Self extends PyValue>(
  method: Method<Self>,
  self: Self,
  args: readonly PyValue[],
  kwargs: KwArgs | undefined,
): PyValue {
  const bound = bind(method.signature, args, kwargs)
  if (!mayBeSensitive([self]) && !mayBeSensitive(bound)) return method.call(self, ...bound)
  return carryTaint(method, [self, ...bound], () => method.call(self, ...bound))
}

/** `value.method` without its call. */
export class BoundMethod<Self extends PyValue = PyValue> extends PyObject {
  readonly typeName = 'builtin_function_or_method'
  readonly self: Self
  readonly method: Method<Self>

  constructor(self: Self, method: Method<Self>) {
    super()
    this.self = self
    this.method = method
  }

  override pyRepr(): string {
    if (this.method.signature.convention === 'python') {
      return `<bound method ${this.method.signature.name} of ${repr(this.self)}>`
    }
    const at = typeof this.self === 'object' && this.self !== null ? this.self : this
    return `<built-in method ${this.method.name} of ${typeName(this.self)} object at ${address(at)}>`
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    return callMethodOf(this.method, this.self, args, kwargs)
  }

  override pyEquals(other: PyValue): boolean | undefined {
    return other instanceof BoundMethod ? other.self === this.self && other.method === this.method : undefined
  }

  override pyHashKey(): string {
    return identityKey(this)
  }

  override pyContents(): Iterable<PyValue> {
    return [this.self]
  }
}

/** `callee(*args, **kwargs)`. @throws PyError TypeError "'int' object is not callable". */
export function call(callee: PyValue, args: PyValue[], kwargs?: KwArgs): PyValue {
  if (callee instanceof PyObject && callee.pyCall !== undefined) return callee.pyCall(args, kwargs)
  return raise('TypeError', `'${typeName(callee)}' object is not callable`)
}

/** Whether value can be called, as the test `callable`. */
export function isCallable(value: PyValue): boolean {
  return value instanceof PyObject && value.pyCall !== undefined
}
