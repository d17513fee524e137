import type { UndefinedKind } from './call-frame.ts'
import type { Span } from './provenance.ts'

/** Bounds of one render; each has a default that no sane template reaches. */
export interface LimitOptions {
  /** Characters of output, captured blocks included. Default 67,108,864. */
  readonly output?: number | undefined
  /** Items of one `range()`. Default 1,000,000. */
  readonly range?: number | undefined
  /** Characters or items that one repetition (`"x" * n`, `[0] * n`, padding) makes. Default 16,777,216. */
  readonly repeat?: number | undefined
  /** Nested macro calls, includes, recursive loops; also nesting of the template's syntax. Default 200. */
  readonly depth?: number | undefined
  /** Wall-clock milliseconds. Default 30,000. */
  readonly milliseconds?: number | undefined
}

/** Jinja2's own option names and defaults (Jinja2 3.1 `Environment`), and `loader`, `globals` and `limits`. */
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
  /** The source of a template, or null where there is none of that name. */
  readonly loader?: ((name: string) => string | null) | undefined
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
  /** Renders a template given as text. */
  renderString(source: string, variables?: Readonly<Record<string, unknown>>): string
  /** Like render, and says where each range of the output came from. */
  renderWithMap(name: string, variables?: Readonly<Record<string, unknown>>): MappedText
}

export function createEnvironment(options?: EnvironmentOptions): Environment {
  throw new Error(`not built yet: ${JSON.stringify(options)}`)
}
