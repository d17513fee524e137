import fc, { type Arbitrary } from 'fast-check'
import type { EnvironmentOptions } from '../../../src/template/library.ts'
import type { Case } from './reference.ts'
import { variables } from './values.ts'

type Delimiters = Pick<
  EnvironmentOptions,
  | 'block_start_string'
  | 'block_end_string'
  | 'variable_start_string'
  | 'variable_end_string'
  | 'comment_start_string'
  | 'comment_end_string'
>

const delimiters: Arbitrary<Delimiters> = fc
  .constantFrom(
    ['{%', '%}', '{{', '}}', '{#', '#}'],
    ['{%', '%}', '{{', '}}', '{#', '#}'],
    ['<%', '%>', '<%=', '%>', '<%#', '%>'],
    ['<?', '?>', '${', '}', '<!--', '-->'],
    ['[[', ']]', '[', ']', '[#', '#]'],
    ['(*', '*)', '((', '))', '(#', '#)'],
    ['\\BLOCK{', '}', '\\VAR{', '}', '\\#{', '}'],
    ['{%', '%}', '{{', '}}', '/*', '*/'],
    ['@', '@', '$', '$', '#', '#'],
  )
  .map(
    ([
      block_start_string,
      block_end_string,
      variable_start_string,
      variable_end_string,
      comment_start_string,
      comment_end_string,
    ]) => ({
      ...(block_start_string && { block_start_string }),
      ...(block_end_string && { block_end_string }),
      ...(variable_start_string && { variable_start_string }),
      ...(variable_end_string && { variable_end_string }),
      ...(comment_start_string && { comment_start_string }),
      ...(comment_end_string && { comment_end_string }),
    }),
  )

const lexerOptions: Arbitrary<EnvironmentOptions> = fc
  .tuple(
    delimiters,
    fc.record(
      {
        trim_blocks: fc.boolean(),
        lstrip_blocks: fc.boolean(),
        keep_trailing_newline: fc.boolean(),
        line_statement_prefix: fc.constantFrom('%', '#', '%%', '--'),
        line_comment_prefix: fc.constantFrom('##', '//', '%#', '#'),
        newline_sequence: fc.constantFrom('\n', '\r\n', '\r'),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([given, others]) => ({ ...given, ...others }))

const space = fc.constantFrom('', ' ', '\n', '  ', '\n  ', '\t', ' \n ', '\r\n', '\r', '\u00a0', '\f')
const sign = fc.constantFrom('', '', '', '-', '+')
const content = fc.constantFrom(
  'n',
  "'a'",
  '1',
  's[0]',
  '{"a": [1]}',
  "'}}'",
  "'%}'",
  'missing',
  '[n, [1]][1][0]',
  '{}',
  "'#}'",
  '-n',
  '+ 1',
  '- 1',
  '',
)
const statement = fc.constantFrom(
  'if yes',
  'endif',
  'if no',
  'else',
  'for i in numbers',
  'endfor',
  'raw',
  'endraw',
  'set x = 1',
  'set x',
  'endset',
  'if yes:',
  'with',
  'endwith',
  'foo',
  '',
  'endfoo',
  'for i in [1,\n2]',
)
const words = fc.constantFrom(
  'a',
  ' ',
  '\n',
  '  ',
  'b\n',
  '#',
  '##',
  '%',
  '{',
  '}',
  '-',
  '//',
  '<',
  '(',
  '[',
  '$',
  '@',
  '\\',
  '*',
  ' # ',
  '\n# ',
  '\n% ',
  '\n## ',
  '\n-- ',
)

/** Pieces of lexer's food in the environment's own delimiters. */
function pieces(env: EnvironmentOptions): Arbitrary<string> {
  const variable = [env.variable_start_string ?? '{{', env.variable_end_string ?? '}}'] as const
  const block = [env.block_start_string ?? '{%', env.block_end_string ?? '%}'] as const
  const comment = [env.comment_start_string ?? '{#', env.comment_end_string ?? '#}'] as const
  const between = ([open, close]: readonly [string, string], inner: Arbitrary<string>): Arbitrary<string> =>
    fc
      .tuple(sign, space, inner, space, sign)
      .map(([before, a, source, b, after]) => open + before + a + source + b + after + close)
  const line = fc
    .tuple(
      fc.constantFrom('\n', '\n  ', ''),
      fc.constant(env.line_statement_prefix ?? '%'),
      sign,
      space,
      statement,
      fc.constantFrom('\n', ' \n', ''),
    )
    .map((parts) => parts.join(''))
  const note = fc
    .tuple(space, fc.constant(env.line_comment_prefix ?? '##'), words, fc.constantFrom('\n', ''))
    .map((parts) => parts.join(''))
  const raw = fc
    .tuple(between(block, fc.constant('raw')), space, words, space, between(block, fc.constant('endraw')))
    .map((parts) => parts.join(''))
  const whole = fc
    .tuple(between(block, fc.constantFrom('if yes', 'if no', 'for i in numbers')), space, words, space)
    .chain((parts) =>
      between(block, fc.constant((parts[0] ?? '').includes('for') ? 'endfor' : 'endif')).map(
        (end) => parts.join('') + end,
      ),
    )
  const piece = fc.oneof(
    words,
    space,
    between(variable, content),
    between(variable, fc.constant('n')),
    whole,
    whole,
    raw,
    between(comment, words),
    between(block, statement),
    line,
    note,
  )
  return fc.array(piece, { minLength: 1, maxLength: 7 }).map((parts) => parts.join(''))
}

/** Random delimiters, whitespace control, raw blocks, comments, line statements; right and wrong ones. */
export const lexerCase: Arbitrary<Case> = lexerOptions.chain((env) =>
  pieces(env).map((template) => ({ template, env, context: variables })),
)
