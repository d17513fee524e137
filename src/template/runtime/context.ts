import type { CallFrame, Policies, UndefinedKind } from '../call-frame.ts'
import type { Mode } from '../compiler/compilation.ts'
import type { Filter } from '../filters/filter.ts'
import { PyError, raise } from '../python/error.ts'
import { iterate } from '../python/iterate.ts'
import { checkDeadline, limits } from '../python/limits.ts'
import type { KwArgs, PyObject, PyValue } from '../python/object.ts'
import { truthy } from '../python/operators.ts'
import { strText } from '../python/show.ts'
import { isText, type Text, textOf } from '../python/text.ts'
import { makeUndefined, Undefined } from '../python/undefined.ts'
import { BlockReference } from './block.ts'
import { callValue } from './call.ts'
import { TemplateModule } from './module.ts'
import { Layer, type Scope } from './scope.ts'

/** A compiled template or block: what it writes in that context. */
export type Render = (context: Context) => Text

/** One template compiled in one mode. */
export interface Unit {
  readonly root: Render
  readonly blocks: readonly (readonly [string, Render])[]
}

/** A template as the runtime needs it; environment.ts makes it. */
export interface LoadedTemplate {
  readonly name: string | null
  unit(mode: Mode): Unit
}

/** The environment as the runtime needs it. */
export interface Host {
  readonly undefinedKind: UndefinedKind
  readonly autoescape: boolean
  readonly newlineSequence: string
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
  readonly policies: Policies
  /** What a template sees that is given no variables. */
  readonly globals: Scope
  /** Without one, any load is a TypeError. */
  readonly hasLoader: boolean
  /** What a name means in a template (Jinja2 3.1 `Environment.join_path`). */
  joinPath(name: string, parent: string): string
  /** @throws PyError TemplateNotFound, or the template's own syntax error. */
  load(name: string): LoadedTemplate
  /** The same, whose text keeps its last line break. */
  loadWhole(name: string): LoadedTemplate
}

/** What one render shares between its templates. */
export class RenderState {
  readonly host: Host
  readonly mode: Mode
  readonly modules = new Map<LoadedTemplate, TemplateModule>()
  depth = 0

  constructor(host: Host, mode: Mode) {
    this.host = host
    this.mode = mode
  }

  /** One more macro, include, block or recursive loop inside the others. */
  enter(): void {
    if (++this.depth > limits.maxDepth) {
      raise('LimitError', `macros, includes, blocks and loops nest deeper than the limit of ${limits.maxDepth}`)
    }
    if ((this.depth & 15) === 0) checkDeadline()
  }

  leave(): void {
    this.depth--
  }
}

/** Jinja2's EvalContext, and all that a filter or function may know of the render. */
export class EvalFrame implements CallFrame {
  readonly #context: Context
  readonly undefinedKind: UndefinedKind
  readonly newlineSequence: string
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
  readonly policies: Policies
  /** What `{% autoescape %}` was given: whether it is true is asked where something is written or made Markup. */
  escaping: PyValue

  constructor(context: Context, host: Host) {
    this.#context = context
    this.undefinedKind = host.undefinedKind
    this.newlineSequence = host.newlineSequence
    this.filters = host.filters
    this.tests = host.tests
    this.policies = host.policies
    this.escaping = host.autoescape
  }

  get autoescape(): boolean {
    return typeof this.escaping === 'boolean' ? this.escaping : truthy(this.escaping)
  }

  call(callee: PyValue, args: PyValue[], kwargs: KwArgs | undefined): PyValue {
    return callValue(this, callee, args, kwargs)
  }

  resolve(name: string): PyValue | undefined {
    return this.#context.resolve(name)
  }

  renderTemplate(name: string, variables: ReadonlyMap<string, PyValue>): Text {
    return this.#context.renderWhole(name, variables)
  }
}

/** The variables and blocks of a running template (Jinja2 3.1 runtime `Context`). */
export class Context {
  readonly state: RenderState
  readonly template: LoadedTemplate
  readonly frame: EvalFrame
  readonly #parent: Scope
  readonly #vars = new Map<string, PyValue>()
  readonly #exported = new Set<string>()
  readonly #blocks = new Map<string, Render[]>()

  constructor(state: RenderState, template: LoadedTemplate, parent: Scope, frame?: EvalFrame) {
    this.state = state
    this.template = template
    this.#parent = parent
    this.frame = frame ?? new EvalFrame(this, state.host)
  }

  /** A context for the root of its template, whose blocks are the innermost ones. */
  static forTemplate(state: RenderState, template: LoadedTemplate, parent: Scope): Context {
    const context = new Context(state, template, parent)
    for (const [name, render] of template.unit(state.mode).blocks) context.#blocks.set(name, [render])
    return context
  }

  resolve(name: string): PyValue | undefined {
    const own = this.#vars.get(name)
    // None is a value: it hides what stands below.
    return own === undefined ? this.#parent.get(name) : own
  }

  /** A variable of the top level, which imports may read. */
  setExported(name: string, value: PyValue): void {
    this.#vars.set(name, value)
    this.#exported.add(name)
  }

  /** A variable of the top level that isn't exported: imported itself, or with an underscore. */
  setHidden(name: string, value: PyValue): void {
    this.#vars.set(name, value)
    this.#exported.delete(name)
  }

  #everything(locals: ReadonlyMap<string, PyValue> | undefined): Scope {
    const all = this.#vars.size === 0 ? this.#parent : new Layer(this.#parent, new Map(this.#vars))
    return locals === undefined ? all : new Layer(all, locals)
  }

  /** The same blocks, and these names besides its own: for a scoped block. */
  derived(locals: ReadonlyMap<string, PyValue> | undefined): Context {
    const context = new Context(this.state, this.template, this.#everything(locals), this.frame)
    for (const [name, renders] of this.#blocks) context.#blocks.set(name, [...renders])
    return context
  }

  blocksOf(name: string): readonly Render[] | undefined {
    return this.#blocks.get(name)
  }

  callBlock(name: string, context: Context): Text {
    const render = this.#blocks.get(name)?.[0]
    if (render === undefined) throw new Error('A block is not in its context')
    this.state.enter()
    const text = render(context)
    this.state.leave()
    return text
  }

  /** What `super` is in that block function. */
  superBlock(name: string, current: Render): PyObject {
    const renders = this.#blocks.get(name) ?? []
    const index = renders.indexOf(current) + 1
    if (index === 0 || index >= renders.length) return this.noParentBlock(name)
    return new BlockReference(name, this, renders, index)
  }

  noParentBlock(name: string): Undefined {
    return makeUndefined(this.frame.undefinedKind, {
      hint: `there is no parent block called '${name}'.`,
      name: 'super',
    })
  }

  /** `{% extends %}`: the parent's blocks come after those that are there; returns its root. */
  extend(name: PyValue, by: string | null): Unit {
    const parent = this.#load(name, by).unit(this.state.mode)
    for (const [block, render] of parent.blocks) {
      const renders = this.#blocks.get(block)
      if (renders === undefined) this.#blocks.set(block, [render])
      else renders.push(render)
    }
    this.state.enter()
    return parent
  }

  /** `by`: the template that names it. */
  #load(name: PyValue, by: string | null): LoadedTemplate {
    const { host } = this.state
    if (!host.hasLoader) raise('TypeError', 'no loader for this environment specified')
    if (name instanceof Undefined) name.fail()
    const text = isText(name) ? textOf(name) : strText(name)
    return host.load(by === null ? text : host.joinPath(text, by))
  }

  /** A template by name. */
  findTemplate(name: PyValue, by: string | null): LoadedTemplate {
    return this.#load(name, by)
  }

  /** What `{% include %}` names: a template, or the first there is of several; null for none where that is allowed. */
  findIncluded(name: PyValue, ignoreMissing: boolean, by: string | null): LoadedTemplate | null {
    try {
      return isText(name) || name instanceof Undefined ? this.#load(name, by) : this.#select(name, by)
    } catch (error) {
      if (ignoreMissing && isNotFound(error)) return null
      throw error
    }
  }

  /** Jinja2 3.1 environment `select_template`. */
  #select(names: PyValue, by: string | null): LoadedTemplate {
    if (!truthy(names)) raise('TemplatesNotFound', 'Tried to select from an empty list of templates.')
    const tried: string[] = []
    for (const iterator = iterate(names); ; ) {
      const step = iterator.next()
      if (step.done) break
      try {
        return this.#load(step.value, by)
      } catch (error) {
        if (!isNotFound(error) && !(error instanceof PyError && error.name === 'UndefinedError')) throw error
        tried.push(step.value instanceof Undefined ? step.value.message : strText(step.value))
      }
    }
    return raise('TemplatesNotFound', `none of the templates given were found: ${tried.join(', ')}`)
  }

  /** What a template writes that sees this one's variables. */
  include(template: LoadedTemplate, locals: ReadonlyMap<string, PyValue> | undefined): Text {
    return this.#run(Context.forTemplate(this.state, template, this.#everything(locals)))
  }

  /** The same of a template that this one names, whose last line break stays. */
  renderWhole(name: string, locals: ReadonlyMap<string, PyValue>): Text {
    const { host } = this.state
    if (!host.hasLoader) raise('TypeError', 'no loader for this environment specified')
    const by = this.template.name
    return this.include(host.loadWhole(by === null ? name : host.joinPath(name, by)), locals)
  }

  #run(context: Context): Text {
    this.state.enter()
    const text = context.template.unit(this.state.mode).root(context)
    this.state.leave()
    return text
  }

  /** A template as a module that sees this one's variables. */
  makeModule(template: LoadedTemplate, locals: ReadonlyMap<string, PyValue> | undefined): TemplateModule {
    return this.#moduleOf(Context.forTemplate(this.state, template, this.#everything(locals)))
  }

  /** A template as a module that sees the globals only; made once in a render. */
  defaultModule(template: LoadedTemplate): TemplateModule {
    const known = this.state.modules.get(template)
    if (known !== undefined) return known
    const module = this.#moduleOf(Context.forTemplate(this.state, template, this.state.host.globals))
    this.state.modules.set(template, module)
    return module
  }

  #moduleOf(context: Context): TemplateModule {
    const body = this.#run(context)
    const exports = new Map<string, PyValue>()
    for (const name of context.#exported) {
      const value = context.#vars.get(name)
      if (value !== undefined) exports.set(name, value)
    }
    return new TemplateModule(context.template.name, body, exports)
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof PyError && (error.name === 'TemplateNotFound' || error.name === 'TemplatesNotFound')
}
