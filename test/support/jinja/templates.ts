import fc, { type Arbitrary } from 'fast-check'
import type { EnvironmentOptions } from '../../../src/template/library.ts'
import { expression } from './expressions.ts'
import type { Case } from './reference.ts'
import { body } from './statements.ts'
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

/** One expression, printed. */
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
