import type { Span, Taint } from '../template/provenance.ts'

/** A rendered string and where its characters came from (the template library's MappedText). */
export interface RenderedText {
  readonly text: string
  readonly spans: readonly Span[]
}

/** The template dialect, as variables need it; the caller connects it to src/template. */
export interface TemplateEngine {
  /**
   * Renders a string as the project's templates are rendered, but for its last newline, which is kept. @throws
   * KdeployError for what a user can fix: syntax, an undefined variable
   */
  render(source: string, variables: Readonly<Record<string, unknown>>): RenderedText
  /** A float for templates, also where the number is whole: Python prints 1.0. Without it whole numbers are ints. */
  readonly float?: ((value: number) => unknown) | undefined
  /** A number or boolean for templates that carries taints. */
  taint(value: number | bigint | boolean, taints: readonly Taint[], isFloat: boolean): unknown
  /** A string for templates whose characters carry taints. */
  mark(text: string, spans: readonly Span[]): unknown
}
