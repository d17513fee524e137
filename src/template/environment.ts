import { nearestKey } from './attribute-hint.ts'
import type { Policies, UndefinedKind } from './call-frame.ts'
import type { Mode } from './compiler/compilation.ts'
import { instantiate } from './compiler/instantiate.ts'
import { type Generated, generate } from './compiler/template.ts'
import { broughtWithoutContext } from './context-hint.ts'
import { SourceError, TemplateError, trace, trailOf } from './errors.ts'
import type { Filter } from './filters/filter.ts'
import { isForeign } from './foreign-braces.ts'
import { findHint } from './hints.ts'
import { type HostEnvironment, type HostRoot, type HostSource, nunjucks } from './nunjucks.ts'
import { PyError, raise } from './python/error.ts'
import { limits } from './python/limits.ts'
import type { PyValue } from './python/object.ts'
import type { Text } from './python/text.ts'
import { Undefined } from './python/undefined.ts'
import { type Reads, readsOf } from './reads.ts'
import { takeRefused } from './refused.ts'
import { Context, type Host, type LoadedTemplate, RenderState, type Unit } from './runtime/context.ts'
import { runtime } from './runtime/index.ts'
import { chargeOutput } from './runtime/output.ts'
import { type Scope, Variables } from './runtime/scope.ts'
import { maskSensitive, type SensitiveTexts, switchNotes } from './sensitive.ts'
import { maskParts } from './sensitive-parts.ts'
import type { Statement } from './syntax/nodes.ts'
import type { SyntaxOptions } from './syntax/options.ts'
import { parse } from './syntax/parser.ts'
import { readSource, type Source } from './syntax/source.ts'

/** An environment's options with every default filled in; library.ts makes them. */
export interface Settings {
  readonly syntax: SyntaxOptions
  readonly autoescape: boolean
  readonly undefinedKind: UndefinedKind
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
  readonly globals: ReadonlyMap<string, PyValue>
  readonly policies: Policies
  /** Those of the extension kdeploy.ansible, on or off: for hints. */
  readonly ansibleFilters: ReadonlyMap<string, Filter>
  readonly ansibleTests: ReadonlyMap<string, Filter>
  readonly loader: ((name: string) => string | null | undefined) | null
  readonly joinPath: (name: string, parent: string) => string
  readonly limits: {
    readonly output: number
    readonly range: number
    readonly repeat: number
    readonly depth: number
    readonly milliseconds: number
  }
}

export type VariableValues = Readonly<Record<string, unknown>>

/** The syntax trees of compiled sources, for hints. */
const bodies = new WeakMap<Source, readonly Statement[]>()

const noVariables: VariableValues = Object.freeze({})

/** A template's source, compiled in each mode when it is first needed. */
class CompiledTemplate implements LoadedTemplate {
  readonly name: string | null
  readonly source: Source
  readonly #settings: Settings
  readonly #body: readonly Statement[]
  readonly #units: { [mode in Mode]?: Unit } = {}
  #reads: Reads | undefined

  /** `mode` is what it is compiled in at once, so that errors of its syntax come first. */
  constructor(name: string | null, source: Source, settings: Settings, mode: Mode) {
    this.name = name
    this.source = source
    this.#settings = settings
    this.#body = locating(source, () => parse(source, settings.syntax))
    bodies.set(source, this.#body)
    this.unit(mode)
  }

  unit(mode: Mode): Unit {
    this.#units[mode] ??= locating(this.source, () => this.#compile(mode))
    return this.#units[mode]
  }

  /** What it takes from its context. */
  reads(): Reads {
    this.#reads ??= readsOf(
      this.#body,
      locating(this.source, () => this.#generate('plain').names),
    )
    return this.#reads
  }

  #compile(mode: Mode): Unit {
    return instantiate(this.#generate(mode), runtime, this.source) as Unit
  }

  #generate(mode: Mode): Generated {
    const { autoescape, undefinedKind, filters, tests } = this.#settings
    return generate(this.source, this.#body, { mode, autoescape, undefinedKind, filters, tests })
  }
}

/** Gives errors of parser and compiler their place. */
function locating<Result>(source: Source, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    throw trace(error, source, error instanceof SourceError ? error.offset : 0, 'template')
  }
}

/** A template of a hundred thousand names needs more variables than JavaScript's stack takes. */
function entering<Result>(source: Source, root: () => Result): Result {
  try {
    return root()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw trace(new PyError('LimitError', 'the template uses too many names'), source, 0, 'template')
  }
}

/** How many templates given as text are kept compiled. */
const keptStrings = 128

/** The dialect on a nunjucks Environment, whose Loader hands out templates that are compiled here. */
export class TemplateEnvironment implements Host {
  readonly undefinedKind: UndefinedKind
  readonly autoescape: boolean
  readonly newlineSequence: string
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
  readonly policies: Policies
  readonly globals: Scope
  readonly hasLoader: boolean
  readonly #settings: Settings
  readonly #templates = new Map<string, CompiledTemplate>()
  /** Those whose last line break stays: what lookups render. */
  readonly #wholeTemplates = new Map<string, CompiledTemplate>()
  readonly #strings = new Map<string, CompiledTemplate>()
  readonly #nunjucks: HostEnvironment

  constructor(settings: Settings) {
    this.#settings = settings
    this.undefinedKind = settings.undefinedKind
    this.autoescape = settings.autoescape
    this.newlineSequence = settings.syntax.newline_sequence
    this.filters = settings.filters
    this.tests = settings.tests
    this.policies = settings.policies
    this.hasLoader = settings.loader !== null
    this.globals = new Variables(noVariables, settings.globals)
    this.#nunjucks = new nunjucks.Environment(this.#makeLoader(), { autoescape: false, dev: true })
  }

  #makeLoader(): ConstructorParameters<typeof nunjucks.Environment>[0] {
    const load = (name: string): HostSource => hostSource(this.load(name.slice(prefix.length)))
    return Object.assign(new nunjucks.Loader(), { getSource: load })
  }

  /** Implements Host. */
  joinPath(name: string, parent: string): string {
    return this.#settings.joinPath(name, parent)
  }

  /** Implements Host. */
  load(name: string): CompiledTemplate {
    return this.#load(name, this.#templates, this.#settings.syntax.keep_trailing_newline)
  }

  /** Implements Host. */
  loadWhole(name: string): CompiledTemplate {
    return this.#load(name, this.#wholeTemplates, true)
  }

  #load(name: string, templates: Map<string, CompiledTemplate>, keepsNewline: boolean): CompiledTemplate {
    const known = templates.get(name)
    if (known !== undefined) return known
    if (this.#settings.loader === null) return raise('TypeError', 'no loader for this environment specified')
    const raw = this.#settings.loader(name)
    if (raw === null || raw === undefined) return raise('TemplateNotFound', name)
    const template = this.#compile(name, raw, 'plain', keepsNewline)
    templates.set(name, template)
    return template
  }

  #compile(name: string | null, raw: string, mode: Mode, keepsNewline: boolean): CompiledTemplate {
    return new CompiledTemplate(name, readSource(name, raw, keepsNewline), this.#settings, mode)
  }

  #compileString(source: string, name: string | null, mode: Mode): CompiledTemplate {
    const key = name === null ? source : `${name}\0${source}`
    const known = this.#strings.get(key)
    if (known !== undefined) return known
    const template = this.#compile(name, source, mode, this.#settings.syntax.keep_trailing_newline)
    if (this.#strings.size >= keptStrings) this.#strings.clear()
    this.#strings.set(key, template)
    return template
  }

  /** Renders the loader's template of that name. @throws TemplateError */
  render(name: string, variables: VariableValues, mode: Mode): Text {
    return this.#guarded(variables, () => {
      const job: Job = { host: this, mode, variables, globals: this.#settings.globals, result: '' }
      this.#nunjucks.getTemplate(prefix + name).render({ job })
      return job.result
    })
  }

  /** Renders a template given as text; a name is for messages and maps only. @throws TemplateError */
  renderString(source: string, variables: VariableValues, mode: Mode, name: string | null): Text {
    return this.#guarded(variables, () => {
      const template = this.#compileString(source, name, mode)
      const job: Job = { host: this, mode, variables, globals: this.#settings.globals, result: '' }
      new nunjucks.Template(hostSource(template).src, this.#nunjucks, '<template>').render({ job })
      return job.result
    })
  }

  /** What the loader's template of that name takes from its context. @throws TemplateError */
  reads(name: string): Reads {
    try {
      const reads = this.load(name).reads()
      return { ...reads, templates: reads.templates.map((other) => this.joinPath(other, name)) }
    } catch (error) {
      throw this.#explain(error, noVariables, new Map())
    }
  }

  /** Runs with this environment's limits, and turns what is thrown into a TemplateError. */
  #guarded(variables: VariableValues, work: () => Text): Text {
    const before = { ...limits }
    const own = this.#settings.limits
    limits.maxOutput = own.output
    limits.maxRange = own.range
    limits.maxRepeat = own.repeat
    limits.maxDepth = own.depth
    limits.deadline = limits.now() + own.milliseconds
    const notes: SensitiveTexts = new Map()
    const notesBefore = switchNotes(notes)
    try {
      const text = work()
      chargeOutput(typeof text === 'string' ? text.length : text.text.length)
      return text
    } catch (error) {
      throw this.#explain(error, variables, notes)
    } finally {
      Object.assign(limits, before)
      switchNotes(notesBefore)
    }
  }

  #explain(error: unknown, variables: VariableValues, notes: SensitiveTexts): unknown {
    if (!(error instanceof PyError)) return error
    const trail = trailOf(error)
    const [site] = trail
    const body = site === undefined ? undefined : bodies.get(site.source)
    const refused = takeRefused()
    const name = site?.source.name
    // A macro may come through a template that has run already and is on no trail.
    const outer = [...trail, ...this.#templates.values()].map(({ source }) => bodies.get(source) ?? [])
    const { filters, tests, globals, syntax, ansibleFilters, ansibleTests } = this.#settings
    const braces = { start: syntax.variable_start_string, end: syntax.variable_end_string }
    const hint = findHint(error, {
      variables: [...Object.keys(variables), ...globals.keys()],
      filters: filters.keys(),
      tests: tests.keys(),
      extensions: syntax.extensions,
      ansibleFilters,
      ansibleTests,
      undefinedMessage: refused instanceof Undefined ? refused.message : undefined,
      isForeign: site !== undefined && isForeign(site.source.text, site.offset, braces),
      withoutContext: name === undefined || name === null ? undefined : broughtWithoutContext(name, outer),
      nearestKey: (missing) =>
        site === undefined || body === undefined ? undefined : nearestKey(body, site.offset, missing, variables),
    })
    // What exceeds a limit is told without its size: there is nothing to hide, and the limit is to be seen.
    const parts = error.name === 'LimitError' ? [] : error.sensitive
    return new TemplateError(error, trail, hint, (text) => maskParts(maskSensitive(text, notes), parts))
  }
}

/** Keeps template names apart from the keys that nunjucks' cache object inherits, and from its relative paths. */
const prefix = 'template:'

/** What a render hands to the root function through nunjucks' context, and gets back. */
interface Job {
  readonly host: Host
  readonly mode: Mode
  readonly variables: VariableValues
  readonly globals: ReadonlyMap<string, PyValue>
  result: Text
}

function hostSource(template: CompiledTemplate): HostSource {
  const root: HostRoot = (_environment, context, _frame, _runtime, callback) => {
    // Only renders of this file reach a root, and they give a job.
    const job = context.ctx['job'] as Job
    const state = new RenderState(job.host, job.mode)
    const scope = new Variables(job.variables, job.globals)
    job.result = entering(template.source, () =>
      template.unit(job.mode).root(Context.forTemplate(state, template, scope)),
    )
    callback(null, '')
  }
  return { src: { type: 'code', obj: { root } }, path: template.name ?? '<template>', noCache: false }
}
