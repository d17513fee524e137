import type { JinjaOptions } from '../../profile/shapes.ts'
import { type Delimiters, defaultDelimiters } from '../../variables/references.ts'

/** What marks an expression in the project's templates, and so in the strings of its profile files. */
export function delimitersOf(jinja: JinjaOptions): Delimiters {
  return {
    blockStart: jinja.block_start_string ?? defaultDelimiters.blockStart,
    blockEnd: jinja.block_end_string ?? defaultDelimiters.blockEnd,
    variableStart: jinja.variable_start_string ?? defaultDelimiters.variableStart,
    variableEnd: jinja.variable_end_string ?? defaultDelimiters.variableEnd,
    commentStart: jinja.comment_start_string ?? defaultDelimiters.commentStart,
    linePrefix: jinja.line_statement_prefix ?? undefined,
  }
}
