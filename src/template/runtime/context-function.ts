import type { CallFrame } from '../call-frame.ts'
import { identityKey } from '../python/hash.ts'
import { carryTaint, mayBeSensitive } from '../python/inherit.ts'
import { type KwArgs, PyObject, type PyValue } from '../python/object.ts'
import { address } from '../python/show.ts'
import { bind, type Signature } from '../python/signature.ts'

/** A global function that sees the render which calls it (Jinja2 3.1 `pass_context`). */
export class ContextFunction extends PyObject {
  readonly typeName = 'function'
  readonly signature: Signature
  readonly #implementation: (frame: CallFrame, ...args: readonly PyValue[]) => PyValue

  constructor(signature: Signature, implementation: (frame: CallFrame, ...args: readonly PyValue[]) => PyValue) {
    super()
    this.signature = signature
    this.#implementation = implementation
  }

  override pyRepr(): string {
    return `<function ${this.signature.name} at ${address(this)}>`
  }

  /** That it is there says that it can be called: whoever calls it has a frame, and uses `invoke`. */
  override pyCall(): PyValue {
    throw new Error(`${this.signature.name} was called without a frame`)
  }

  invoke(frame: CallFrame, args: readonly PyValue[], kwargs: KwArgs | undefined): PyValue {
    const { signature } = this
    const bound = bind(signature, args, kwargs)
    const run = (): PyValue => this.#implementation(frame, ...bound)
    return mayBeSensitive(bound) ? carryTaint({ signature, callable: `function ${signature.name}` }, bound, run) : run()
  }

  override pyHashKey(): string {
    return identityKey(this)
  }
}
