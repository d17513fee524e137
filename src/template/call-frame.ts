import type { Filter } from './filters/filter.ts'
import type { KwArgs, PyValue } from './python/object.ts'

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
  /** A variable of the running template or a global; undefined where there is none (Jinja2's `resolve_or_missing`). */
  resolve(name: string): PyValue | undefined
}
