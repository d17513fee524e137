/** The options that decide how a source is read (Jinja2 3.1 `Environment`), defaults filled in. */
export interface SyntaxOptions {
  readonly block_start_string: string
  readonly block_end_string: string
  readonly variable_start_string: string
  readonly variable_end_string: string
  readonly comment_start_string: string
  readonly comment_end_string: string
  readonly line_statement_prefix: string | null
  readonly line_comment_prefix: string | null
  readonly trim_blocks: boolean
  readonly lstrip_blocks: boolean
  readonly newline_sequence: '\n' | '\r\n' | '\r'
  readonly keep_trailing_newline: boolean
  /** `jinja2.ext.do` and `jinja2.ext.loopcontrols` add tags. */
  readonly extensions: ReadonlySet<string>
  /** Nesting of tags, parentheses and operators that a template may have. */
  readonly maxNesting: number
}
