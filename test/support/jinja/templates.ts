import fc, { type Arbitrary } from 'fast-check'
import type { EnvironmentOptions } from '../../../src/template/library.ts'
import { expression, expressionOf } from './expressions.ts'
import type { Case } from './reference.ts'
import { json, variables } from './values.ts'

/** Templates that random ones include, import and extend. */
const partials: Readonly<Record<string, string>> = {
  plain: 'plain {{ s }} {{ x }}\n',
  macros:
    "{% macro field(name, value='-') %}{{ name }}={{ value }}{{ varargs }}{{ kwargs }}{% endmacro %}{% set shown = n|default('n?') %}{% macro _own() %}own{% endmacro %}",
  base: '{% set x = "base" %}<{% block head %}head {{ x }}{% endblock %}>{% block body scoped %}body{% endblock %}|{% block foot required %}{% endblock %}',
  middle: '{% extends "base" %}{% block head %}[{{ super() }}]{% endblock %}{% block foot %}foot{{ n }}{% endblock %}',
  broken: '{{ missing.attribute }}',
  invalid: '{% if %}',
  looped: '{% for i in numbers %}{{ loop.index }}{{ i }}{% endfor %}{{ loop is defined }}',
}

const mark = fc.constantFrom('', '', '', '', '', '-', '-', '+')
const endMark = fc.constantFrom('', '', '', '', '', '-', '-', '+')
const data = fc.oneof(
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

/** A tag with random whitespace control. */
function tag(content: Arbitrary<string>): Arbitrary<string> {
  return fc.tuple(mark, content, endMark).map(([open, source, close]) => `{%${open} ${source} ${close}%}`)
}

function fixed(content: string): Arbitrary<string> {
  return tag(fc.constant(content))
}

function sequence(...parts: readonly Arbitrary<string>[]): Arbitrary<string> {
  return fc.tuple(...parts).map((sources) => sources.join(''))
}

/** Mostly sources that can't fail: the first error ends a template. */
const calm = (arbitrary: Arbitrary<string>, ...safe: readonly string[]): Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...safe) }, { weight: 1, arbitrary })
const value = calm(
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
const condition = calm(
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
  'void',
  'pairs',
  'range(3)',
  'd.items()',
  'labels',
  's',
  'users|map(attribute="name")',
)

const output = fc
  .tuple(fc.constantFrom('', '', '', '-', '+'), value, fc.constantFrom('', '', '', '-'))
  .map(([open, source, close]) => `{{${open} ${source} ${close}}}`)
const shown = fc
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
const target = fc.constantFrom('x', 'x', 'y', 'i', 's', 'x, y', 'k, i', '(x, y), i', 'ns.a', 'ns.b', 'n')
const loops = fc.tuple(fc.constantFrom('i', 'i', 'i', 'x', 'k, i', 'i, k', 's'), list)
const parameters = fc.constantFrom('', 'x', 'x, y=2', "x='d', y=x", 'x=n, y=missing', 'i, k=i')
const filterChain = fc.constantFrom(
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

/** The statements, each with bodies of further statements. */
const { body } = fc.letrec<{ body: string; statement: string }>((tie) => {
  const inner = tie('body')
  const perhaps = (part: Arbitrary<string>): Arbitrary<string> => fc.oneof(part, fc.constant(''))
  return {
    body: fc
      .array(
        fc.oneof(
          { weight: 3, arbitrary: data },
          { weight: 3, arbitrary: output },
          { weight: 2, arbitrary: shown },
          { weight: 5, arbitrary: tie('statement') },
        ),
        { minLength: 0, maxLength: 4 },
      )
      .map((parts) => parts.join('')),
    statement: fc.oneof(
      { maxDepth: 3, depthSize: 'small', depthIdentifier: 'statement' },
      sequence(fixed('set x = 1'), shown),
      tag(fc.tuple(target, value).map(([names, source]) => `set ${names} = ${source}`)),
      tag(fc.tuple(target, value, value).map(([names, a, b]) => `set ${names} = ${a}, ${b}`)),
      sequence(fixed('set x'), inner, fixed('endset'), shown),
      sequence(tag(filterChain.map((chain) => `set y | ${chain}`)), inner, fixed('endset'), shown),
      fixed("set ns = namespace(a=1, b='x')"),
      sequence(tag(condition.map((test) => `if ${test}`)), inner, fixed('endif')),
      sequence(
        tag(condition.map((test) => `if ${test}`)),
        inner,
        tag(condition.map((test) => `elif ${test}`)),
        inner,
        fixed('else'),
        inner,
        fixed('endif'),
      ),
      sequence(
        tag(loops.map(([names, list]) => `for ${names} in ${list}`)),
        inner,
        perhaps(sequence(fixed('else'), inner)),
        fixed('endfor'),
      ),
      sequence(
        tag(fc.tuple(loops, condition).map(([[names, list], test]) => `for ${names} in ${list} if ${test}`)),
        inner,
        perhaps(sequence(fixed('else'), inner)),
        fixed('endfor'),
      ),
      sequence(
        fc.constant('{% for i in nested recursive %}'),
        inner,
        fc.constant('{{ loop(i) if i is iterable else i }}{{ loop.depth0 }}'),
        inner,
        fixed('endfor'),
      ),
      sequence(
        tag(fc.tuple(target, value).map(([names, source]) => `with ${names} = ${source}, z = x`)),
        inner,
        fixed('endwith'),
      ),
      sequence(fixed('with'), inner, fixed('endwith')),
      sequence(tag(parameters.map((list) => `macro m(${list})`)), inner, fixed('endmacro'), shown, shown),
      sequence(
        fc.constant('{% macro c(x=1) %}<{{ caller(x) }}'),
        inner,
        fc.constant('>{% endmacro %}'),
        tag(fc.constantFrom('call(i) c()', 'call c(2)', 'call(i, k=3) c(x)', 'call c(y=1)')),
        inner,
        fixed('endcall'),
      ),
      sequence(tag(filterChain.map((chain) => `filter ${chain}`)), inner, fixed('endfilter')),
      sequence(
        tag(fc.constantFrom('true', 'false', 'yes', 'n').map((on) => `autoescape ${on}`)),
        inner,
        fixed('endautoescape'),
      ),
      tag(
        fc.constantFrom(
          "include 'plain'",
          "include 'missing' ignore missing",
          "include ['missing', 'plain']",
          "include 'looped' without context",
          'include x',
          "include 'broken'",
          "include 'invalid'",
          "include ['a', 'b']",
          "include 'plain' ignore missing with context",
          "include ['a', missing]",
        ),
      ),
      sequence(
        tag(
          fc.constantFrom(
            "import 'macros' as t",
            "import 'macros' as t with context",
            "from 'macros' import field as t",
            "from 'macros' import field, shown with context",
            "from 'macros' import nosuch as t",
            "from 'macros' import shown as t",
          ),
        ),
        fc.constantFrom(
          "{{ t.field('a') }}",
          '{{ t.shown }}',
          "{{ t('a', 1, 2, z=3) }}",
          '{{ t }}',
          '{{ shown }}',
          "{{ field('q') }}",
          '{{ t._own() }}',
        ),
      ),
      sequence(
        tag(fc.constantFrom('b1', 'b2', 'b3 scoped', 'head').map((name) => `block ${name}`)),
        inner,
        fixed('endblock'),
      ),
      sequence(
        fc.constant('{#'),
        fc.constantFrom('', '-', '+'),
        fc.constantFrom(' c ', '{{ x }}', '\n'),
        fc.constantFrom('#}', '-#}'),
      ),
      sequence(fixed('raw'), fc.constantFrom(' {{ x }} ', '\n{% if %}\n', '{#'), fixed('endraw')),
      sequence(fixed('do void.append(1)'), fc.constant('{{ void }}')),
      tag(value.map((source) => `do ${source}`)),
      sequence(
        fc.constant('{% for i in numbers %}'),
        inner,
        tag(condition.map((test) => `if ${test}`)),
        fc.constantFrom('{% break %}', '{% continue %}'),
        fixed('endif'),
        inner,
        fixed('endfor'),
      ),
    ),
  }
})

const child = fc
  .tuple(
    fc.constantFrom("'base'", "'middle'", "'nosuch'", "'middle' if yes else 'base'"),
    body,
    body,
    body,
    fc.constantFrom('', '{{ super() }}', '{{ self.head() }}', '{{ super.super() }}'),
  )
  .map(
    ([parent, before, head, foot, extra]) =>
      `{% extends ${parent} %}${before}{% block head %}${head}${extra}{% endblock %}{% block foot %}${foot}{% endblock %}`,
  )

const undefinedKind = fc.constantFrom<NonNullable<EnvironmentOptions['undefined']>>(
  'default',
  'default',
  'strict',
  'chainable',
  'debug',
)

/** Options of an environment. */
const options: Arbitrary<EnvironmentOptions> = fc.record(
  {
    trim_blocks: fc.boolean(),
    lstrip_blocks: fc.boolean(),
    keep_trailing_newline: fc.boolean(),
    autoescape: fc.boolean(),
    undefined: undefinedKind,
  },
  { requiredKeys: [] },
)

const context = json.map((v) => ({ ...variables, v }))

/** One value, printed. */
export const expressionCase: Arbitrary<Case> = fc.record({
  template: expression.map((source) => `{{ ${source} }}`),
  env: fc.record({ autoescape: fc.constant(true), undefined: undefinedKind }, { requiredKeys: [] }),
  context,
})

const extensions = ['jinja2.ext.do', 'jinja2.ext.loopcontrols']

/** Statements around expressions, whitespace control, further templates. */
export const templateCase: Arbitrary<Case> = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.array(body, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n')) },
      { weight: 1, arbitrary: child },
    ),
    options,
    context,
  )
  .map(([main, env, variables]) => ({
    main: 'main',
    templates: { ...partials, main },
    env: { ...env, extensions },
    context: variables,
  }))
