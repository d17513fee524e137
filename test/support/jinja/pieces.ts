import fc, { type Arbitrary } from 'fast-check'
import { expression, expressionOf } from './expressions.ts'

/** What random statements are put together from. */

/** Text between tags. */
export const data = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\n',
    '  ',
    '\n\n',
    'x',
    'a: b\n',
    '  - ',
    '\n  ',
    ' \t\n',
    '<b>',
    '{ ',
    '}',
    '% ',
    '#',
    'end\r\n',
    '- ',
    'é😀',
  ),
  fc.constantFrom('\n', ' ', 'y'),
)

/** Mostly sources that can't fail: the first error ends a template. */
const calm = (arbitrary: Arbitrary<string>, ...safe: readonly string[]): Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...safe) }, { weight: 1, arbitrary })
export const value = calm(
  expression,
  's',
  'n',
  'html',
  'd',
  'names',
  "'<&>'",
  '(1, 2)',
  'half',
  'nothing',
  'v',
  'x',
  'y',
  '{}',
  'numbers|sum',
  'i',
)
export const condition = calm(
  expressionOf.truth,
  'yes',
  'no',
  'v',
  'x is defined',
  'n > 3',
  'loop is defined',
  'i is odd if i is integer',
)
const list = calm(
  expressionOf.list,
  'numbers',
  'names',
  'nested',
  'mixed',
  '[none, x, none]',
  'void',
  'pairs',
  'range(3)',
  'd.items()',
  'labels',
  's',
  'users|map(attribute="name")',
)

export const output = fc
  .tuple(fc.constantFrom('', '', '', '-', '+'), value, fc.constantFrom('', '', '', '-'))
  .map(([open, source, close]) => `{{${open} ${source} ${close}}}`)
export const shown = fc
  .constantFrom(
    ...[
      'x',
      'y',
      'i',
      'k',
      'ns.a if ns is defined',
      'ns',
      'm',
      'm.name',
      'm.arguments',
      'self',
      'varargs',
      'kwargs',
      'caller',
    ],
    ...[
      'index',
      'last',
      'length',
      'previtem',
      'nextitem',
      'depth',
      'revindex0',
      'cycle(1, 2, 3)',
      'changed(i)',
      'nosuch',
    ].map((member) => `loop.${member} if loop is defined`),
    ...['1', 'x, y=2', '', '1, 2, 3, z=4', 'y=x', 'nosuch=1'].map((list) => `m(${list}) if m is defined`),
    ...['loop', 'caller() if caller is defined', 'm(1)', 'ns.a', 'loop.first'],
  )
  .map((source) => `{{ ${source} }}`)
export const target = fc.constantFrom('x', 'x', 'y', 'i', 's', 'x, y', 'k, i', '(x, y), i', 'ns.a', 'ns.b', 'n')
export const loops = fc.tuple(fc.constantFrom('i', 'i', 'i', 'x', 'k, i', 'i, k', 's'), list)
export const parameters = fc.constantFrom('', 'x', 'x, y=2', "x='d', y=x", 'x=n, y=missing', 'i, k=i')
export const filterChain = fc.constantFrom(
  'upper',
  'trim',
  'indent(2)',
  "replace('x', 'X')|upper",
  'length',
  'nosuch',
  'e',
  'title|reverse',
  'default("empty", true)',
  'list',
  'indent(first=true)',
  'safe',
  'wordcount',
)
