import { raise } from '../python/error.ts'
import { identityKey } from '../python/hash.ts'
import type { KwArgs } from '../python/object.ts'
import { PyObject, type PyValue } from '../python/object.ts'
import { repr } from '../python/show.ts'
import { bind, signature } from '../python/signature.ts'
import { isText, markup, type Text, textOf } from '../python/text.ts'
import type { Context, Render } from './context.ts'

const callSignature = signature('BlockReference.__call__', '@self')

/** A block as a value: `self.name`, `super` (Jinja2 3.1 runtime `BlockReference`). */
export class BlockReference extends PyObject {
  readonly typeName = 'BlockReference'
  readonly #name: string
  readonly #context: Context
  readonly #renders: readonly Render[]
  readonly #depth: number

  constructor(name: string, context: Context, renders: readonly Render[], depth: number) {
    super()
    this.#name = name
    this.#context = context
    this.#renders = renders
    this.#depth = depth
  }

  override get moduleName(): string {
    return 'jinja2.runtime'
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    if (name === 'name') return this.#name
    if (name !== 'super') return undefined
    const next = this.#depth + 1
    if (next >= this.#renders.length) return this.#context.noParentBlock(this.#name)
    return new BlockReference(this.#name, this.#context, this.#renders, next)
  }

  override pyCall(args: PyValue[], kwargs: KwArgs | undefined): Text {
    bind(callSignature, args, kwargs)
    const render = this.#renders[this.#depth]
    if (render === undefined) throw new Error('A block is not in its stack')
    const { state } = this.#context
    state.enter()
    const text = render(this.#context)
    state.leave()
    return this.#context.frame.autoescape ? markup(text) : text
  }
}

/** `self` (Jinja2 3.1 runtime `TemplateReference`). */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference'
  readonly #context: Context

  constructor(context: Context) {
    super()
    this.#context = context
  }

  override get moduleName(): string {
    return 'jinja2.runtime'
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    const renders = this.#context.blocksOf(name)
    return renders === undefined ? undefined : new BlockReference(name, this.#context, renders, 0)
  }

  /** Subscripts find blocks too, so that Python takes it for a sequence. */
  override pyGetItem(key: PyValue): PyValue {
    const block = isText(key) ? this.pyGetAttribute(textOf(key)) : undefined
    return block ?? raise('KeyError', repr(key))
  }

  override pyIterate(): Iterator<PyValue> {
    return raise('KeyError', '0')
  }

  override pyHashKey(): string {
    return identityKey(this)
  }

  override pyRepr(): string {
    const { name } = this.#context.template
    return `<TemplateReference ${name === null ? 'None' : `'${name}'`}>`
  }
}
