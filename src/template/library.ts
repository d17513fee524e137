import { lazily } from '../lazily.ts'
import { ansibleFilters, ansibleTests, withFullNames } from './ansible/index.ts'
import { lookupFunctions } from './ansible/lookups/lookup.ts'
import type { LookupOptions } from './ansible/lookups/plugin.ts'
import type { Policies, UndefinedKind } from './call-frame.ts'
import { type Settings, TemplateEnvironment } from './environment.ts'
import { filters } from './filters/index.ts'
import { globals as builtinGlobals } from './globals/index.ts'
import type { Span } from './provenance.ts'
import { toPython } from './python/convert.ts'
import type { PyValue } from './python/object.ts'
import type { Text } from './python/text.ts'
import type { Reads } from './reads.ts'
import { namespaceClass } from './runtime/namespace.ts'
import { tests } from './tests/index.ts'

export type { Aliases, Choice } from './aliases.ts'
export type { LookupOptions } from './ansible/lookups/plugin.ts'
export type { UndefinedKind } from './call-frame.ts'
export { format, TemplateError } from './errors.ts'
export type { Origin, Span, Taint } from './provenance.ts'
export type { Reads } from './reads.ts'
export { float, retain, taint } from './variables.ts'
/** Bounds of one render; each has a default that no sane template reaches. */
export interface LimitOptions {
  /** Characters of output, captured blocks included. Default 67,108,864. */
  readonly output?: number | undefined
  /** Items of one `range()`. Default 1,000,000. */
  readonly range?: number | undefined
  /** Characters or items that one operation makes (`"x" * n`, padding, escaping, encoding). Default 16,777,216. */
  readonly repeat?: number | undefined
  /** Nested macro calls, includes, recursive loops; also nesting of the template's syntax. Default 200. */
  readonly depth?: number | undefined
  /** Wall-clock milliseconds. Default 30,000. */
  readonly milliseconds?: number | undefined
}

/** Jinja2's own option names and defaults (Jinja2 3.1 `Environment`), and `loader`, `globals`, `lookups` and `limits`. */
export interface EnvironmentOptions {
  readonly block_start_string?: string | undefined
  readonly block_end_string?: string | undefined
  readonly variable_start_string?: string | undefined
  readonly variable_end_string?: string | undefined
  readonly comment_start_string?: string | undefined
  readonly comment_end_string?: string | undefined
  readonly line_statement_prefix?: string | null | undefined
  readonly line_comment_prefix?: string | null | undefined
  readonly trim_blocks?: boolean | undefined
  readonly lstrip_blocks?: boolean | undefined
  readonly newline_sequence?: '\n' | '\r\n' | '\r' | undefined
  readonly keep_trailing_newline?: boolean | undefined
  readonly autoescape?: boolean | undefined
  readonly undefined?: UndefinedKind | undefined
  /** `jinja2.ext.do`, `jinja2.ext.loopcontrols`, `kdeploy.ansible`. */
  readonly extensions?: readonly string[] | undefined
  readonly globals?: Readonly<Record<string, unknown>> | undefined
  /** The source of a template; null or undefined where there is none of that name. */
  readonly loader?: ((name: string) => string | null | undefined) | undefined
  /** What a name in an include, import or extends of the template `parent` means (Jinja2 3.1 `Environment.join_path`). Default: itself. */
  readonly join_path?: ((name: string, parent: string) => string) | undefined
  /** What `lookup()` of the extension kdeploy.ansible reads. Default: nothing but templates. */
  readonly lookups?: LookupOptions | undefined
  readonly limits?: LimitOptions | undefined
}

/** A rendered text and where each run of its characters came from; the spans cover all of it, in order. */
export interface MappedText {
  readonly text: string
  readonly spans: readonly Span[]
}

export interface Environment {
  /** Renders the template that the loader gives for `name`. */
  render(name: string, variables?: Readonly<Record<string, unknown>>): string
  /** Renders a template given as text; `name` is what messages call it. */
  renderString(source: string, variables?: Readonly<Record<string, unknown>>, name?: string): string
  /** What the loader's template of that name reads of its variables, whatever branch a render takes (Jinja2 3.1 `meta.find_undeclared_variables`, with paths). */
  reads(name: string): Reads
  /** Like render, and says where each range of the output came from. */
  renderWithMap(name: string, variables?: Readonly<Record<string, unknown>>): MappedText
  /** Like renderString, with the map. */
  renderStringWithMap(source: string, variables?: Readonly<Record<string, unknown>>, name?: string): MappedText
}

const policies: Policies = {
  'urlize.rel': 'noopener',
  'urlize.target': null,
  'urlize.extra_schemes': null,
  'truncate.leeway': 5,
  'json.dumps_kwargs': undefined,
}

/** An environment: templates are compiled once in it. @throws TypeError for an option that isn't understood. */
export function createEnvironment(options: EnvironmentOptions = {}): Environment {
  const environment = new TemplateEnvironment(settingsOf(options))
  return {
    render: (name, variables = {}) => plain(environment.render(name, variables, 'plain')),
    renderString: (source, variables = {}, name) =>
      plain(environment.renderString(source, variables, 'plain', name ?? null)),
    reads: (name) => environment.reads(name),
    renderWithMap: (name, variables = {}) => mapped(environment.render(name, variables, 'mapped')),
    renderStringWithMap: (source, variables = {}, name) =>
      mapped(environment.renderString(source, variables, 'mapped', name ?? null)),
  }
}

function plain(text: Text): string {
  return typeof text === 'string' ? text : text.text
}

function mapped(text: Text): MappedText {
  return typeof text === 'string' ? { text, spans: [] } : { text: text.text, spans: text.spans ?? [] }
}

const optionNames: ReadonlySet<string> = new Set([
  'block_start_string',
  'block_end_string',
  'variable_start_string',
  'variable_end_string',
  'comment_start_string',
  'comment_end_string',
  'line_statement_prefix',
  'line_comment_prefix',
  'trim_blocks',
  'lstrip_blocks',
  'newline_sequence',
  'keep_trailing_newline',
  'autoescape',
  'undefined',
  'extensions',
  'globals',
  'loader',
  'join_path',
  'lookups',
  'limits',
])

/** A misspelt option or value would be a silent default: `undefned: 'strict'` is lenient. */
function refuseUnknown(options: EnvironmentOptions): void {
  const unknown = Object.keys(options).find((name) => !optionNames.has(name))
  if (unknown !== undefined) throw new TypeError(`Expected one of Jinja2's options, got \`${unknown}\``)
  const kinds = ['default', 'strict', 'chainable', 'debug']
  if (options.undefined !== undefined && !kinds.includes(options.undefined)) {
    throw new TypeError(`Expected the \`undefined\` option to be one of ${kinds.join(', ')}, got ${options.undefined}`)
  }
  const { newline_sequence: newline } = options
  if (newline !== undefined && !['\n', '\r\n', '\r'].includes(newline)) {
    const got = JSON.stringify(newline)
    throw new TypeError(`Expected the \`newline_sequence\` option to be one of "\\n", "\\r\\n", "\\r", got ${got}`)
  }
}

const extensionNames = new Set(['jinja2.ext.do', 'jinja2.ext.loopcontrols', 'kdeploy.ansible'])

function settingsOf(options: EnvironmentOptions): Settings {
  refuseUnknown(options)
  const extensions = new Set(options.extensions ?? [])
  for (const name of extensions) {
    if (!extensionNames.has(name)) {
      throw new TypeError(`Expected the \`extensions\` option to hold ${[...extensionNames].join(', ')}, got ${name}`)
    }
  }
  const { limits = {} } = options
  const depth = limits.depth ?? 200
  return {
    syntax: {
      block_start_string: options.block_start_string ?? '{%',
      block_end_string: options.block_end_string ?? '%}',
      variable_start_string: options.variable_start_string ?? '{{',
      variable_end_string: options.variable_end_string ?? '}}',
      comment_start_string: options.comment_start_string ?? '{#',
      comment_end_string: options.comment_end_string ?? '#}',
      line_statement_prefix: options.line_statement_prefix || null,
      line_comment_prefix: options.line_comment_prefix || null,
      trim_blocks: options.trim_blocks ?? false,
      lstrip_blocks: options.lstrip_blocks ?? false,
      newline_sequence: options.newline_sequence ?? '\n',
      keep_trailing_newline: options.keep_trailing_newline ?? false,
      extensions,
      maxNesting: depth,
    },
    autoescape: options.autoescape ?? false,
    undefinedKind: options.undefined ?? 'default',
    filters: extensions.has('kdeploy.ansible') ? filtersWithAnsible() : filters,
    tests: extensions.has('kdeploy.ansible') ? testsWithAnsible() : tests,
    globals: globalsOf(options.globals ?? {}, extensions.has('kdeploy.ansible') ? (options.lookups ?? {}) : undefined),
    policies,
    ansibleFilters,
    ansibleTests,
    loader: options.loader ?? null,
    joinPath: options.join_path ?? ((name) => name),
    limits: {
      output: limits.output ?? 64 * 1024 * 1024,
      range: limits.range ?? 1_000_000,
      repeat: limits.repeat ?? 16 * 1024 * 1024,
      depth,
      milliseconds: limits.milliseconds ?? 30_000,
    },
  }
}

const filtersWithAnsible = lazily(() => withFullNames(filters, ansibleFilters))
const testsWithAnsible = lazily(() => withFullNames(tests, ansibleTests))

function globalsOf(
  given: Readonly<Record<string, unknown>>,
  lookups: LookupOptions | undefined,
): ReadonlyMap<string, PyValue> {
  const globals = new Map<string, PyValue>(builtinGlobals)
  if (lookups !== undefined) for (const [name, value] of lookupFunctions(lookups)) globals.set(name, value)
  globals.set('namespace', namespaceClass)
  for (const [name, value] of Object.entries(given)) globals.set(name, toPython(value))
  return globals
}
