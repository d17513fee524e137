import type { KwArgs, PyValue } from './python/object.ts'
import type { Signature } from './python/signature.ts'
import type { Text } from './python/text.ts'

/** Which of Jinja2's undefined types a missing variable becomes. */
export type UndefinedKind = 'default' | 'strict' | 'chainable' | 'debug'

/** Jinja2's `Environment.policies`, as far as built-in filters read them. */
export interface Policies {
  readonly 'urlize.rel': string
  readonly 'urlize.target': string | null
  readonly 'urlize.extra_schemes': readonly string[] | null
  readonly 'truncate.leeway': number
  readonly 'json.dumps_kwargs': KwArgs | undefined
}

/**
 * What a filter, test or global sees of the render that calls it: Jinja2's environment, context and evaluation
 * context in one (Jinja2 3.1 `pass_environment`, `pass_context`, `pass_eval_context`).
 */
export interface CallFrame {
  readonly undefinedKind: UndefinedKind
  /** Whether autoescaping is on where the call stands; `{% autoescape %}` changes it. */
  readonly autoescape: boolean
  /** What the filters that break lines write; literal text has it already. */
  readonly newlineSequence: string
  readonly filters: ReadonlyMap<string, Filter>
  readonly tests: ReadonlyMap<string, Filter>
  readonly policies: Policies
  /** Jinja2's `Environment.sandboxed`-like call: any callable value, with Jinja2's and Python's errors. */
  call(callee: PyValue, args: PyValue[], kwargs: KwArgs | undefined): PyValue
  /** What a template of the loader writes, its last line break included, that sees the running one's variables and these. */
  renderTemplate(name: string, variables: ReadonlyMap<string, PyValue>): Text
  /** A variable of the running template or a global; undefined where there is none (Jinja2's `resolve_or_missing`). */
  resolve(name: string): PyValue | undefined
}

/** What a filter or test does. It takes the arguments in the order of its signature, defaults filled in. */
export type FilterCall = (frame: CallFrame, ...args: PyValue[]) => PyValue

/** One filter or test. The frame tells it the environment: undefined kind, autoescape, the other filters and tests. */
export interface Filter {
  /** The name in a template: `truncate`. */
  readonly name: string
  /**
   * The Python function's name and parameters, as a TypeError spells them: `do_truncate() missing …`. What Jinja2
   * passes before the value (`pass_environment` and its kin) is `@environment`: counted there, not bound.
   */
  readonly signature: Signature
  /** Its name in taint-exceptions.ts; undefined for a test, whose answer carries no taint. */
  readonly callable: string | undefined
  /** Throws PyError with Python's class name and message. Arguments that taint-exceptions.ts calls `placed` keep their marks in it. */
  readonly call: FilterCall
}
