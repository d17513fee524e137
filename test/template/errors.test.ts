import { describe, expect, it } from 'vitest'
import { createEnvironment, type EnvironmentOptions, format, TemplateError } from '../../src/template/library.ts'

function failure(
  sources: Record<string, string>,
  variables: Record<string, unknown> = {},
  options: EnvironmentOptions = {},
): TemplateError {
  const loader = (name: string) => (Object.hasOwn(sources, name) ? (sources[name] ?? null) : null)
  try {
    createEnvironment({ loader, undefined: 'strict', ...options }).render('main', variables)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
  throw new Error('The template was expected to fail')
}

const hint = (main: string, options?: EnvironmentOptions) =>
  failure({ main }, { image: 'x', n: 1, app: { image: { tag: '1' } } }, options).hint

describe('an error of a template', () => {
  it('has the class and text of Jinja2, the place of the failing expression, and an excerpt', () => {
    const error = failure({ main: 'a: 1\nb: {{ 1 +\n  image.tag.sha }}\n' }, { image: {} })
    expect(error).toMatchObject({
      name: 'UndefinedError',
      message: "'dict object' has no attribute 'tag'",
      template: 'main',
      line: 3,
      column: 13,
      code: 'template-undefined',
      place: { file: 'main', line: 3, column: 13 },
    })
    expect(error.excerpt).toBe('3 |   image.tag.sha }}\n  |             ^')
  })

  it('lists the macros, includes and blocks that lead to it, innermost first', () => {
    const error = failure({
      main: '{% extends "base" %}\n{% block body %}{% include "part" %}{% endblock %}',
      base: '\n{% block body %}{% endblock %}',
      part: '{% import "macros" as m %}\n{{ m.box(1) }}',
      macros: '{% macro box(x) %}\n{{ x / 0 }}{% endmacro %}',
    })
    expect(format(error)).toBe(
      [
        'ZeroDivisionError: division by zero',
        '  in macro box, macros:2:6',
        '    2 | {{ x / 0 }}{% endmacro %}',
        '      |      ^',
        '  in template, part:2:6',
        '  in block body, main:2:20',
        '  in template, base:2:4',
        '  in template, main:1:12',
      ].join('\n'),
    )
  })

  it('names the template and line of a syntax error, through the include that loads it', () => {
    const error = failure({ main: 'x\n{% include "part" %}', part: 'ok\n{% if %}' })
    expect(error).toMatchObject({ name: 'TemplateSyntaxError', template: 'part', line: 2, column: 7 })
    expect(error.chain).toEqual([{ template: 'main', line: 2, column: 12, label: 'template' }])
  })

  it('shows a part of a very long line', () => {
    const error = failure({ main: `${'x'.repeat(500)}{{ nosuch }}${'y'.repeat(500)}` })
    const [line = '', caret = ''] = error.excerpt.split('\n')
    expect(line.length).toBeLessThan(140)
    expect(line.slice(caret.indexOf('^')).startsWith('nosuch')).toBe(true)
  })

  it('shows tabs so that the caret stays below its character', () => {
    expect(failure({ main: '\t{{ nosuch }}' }).excerpt).toBe('1 | \t{{ nosuch }}\n  | \t   ^')
  })

  it('keeps one line of a recursion', () => {
    const text = format(failure({ main: '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}' }))
    expect(text.split('\n').filter((line) => line.includes('in macro m'))).toHaveLength(2)
  })

  it.each([
    ['{{ a', 1, 5],
    ['x\n{% for i in %}', 2, 13],
    ['{{ 1 }}\n  {{ n|nosuch }}', 2, 8],
    ['{{ 1 }}\n\n{{ n is nosuch }}', 3, 9],
    ['{{ "a" }}{{ [1,\n n.x.y] }}', 2, 6],
    ['{% set a, b = n %}', 1, 8],
    ['{% for a in n %}{% endfor %}', 1, 13],
    ['{{ n.upper() }}', 1, 6],
    ['{{ nosuch(1) }}', 1, 4],
    ['{{ n is\nnosuch }}', 1, 6],
    ['{# {{ nosuch }} #}\n{% raw %}\n{% endraw %}{{ nosuch }}', 3, 16],
  ])('%j is at line %i, column %i', (main, line, column) => {
    expect(failure({ main }, { n: 1 })).toMatchObject({ line, column: expect.any(Number) })
    expect([main, failure({ main }, { n: 1 }).column]).toEqual([main, column])
  })
})

describe('a hint', () => {
  it.each([
    ['{{ imgae }}', 'did you mean image?'],
    ['{{ app.imgae }}', 'did you mean image?'],
    ['{{ app.imgae.tag }}', 'did you mean image?'],
    ['{{ "x" ~ app.image["tga"].sha|upper }}', undefined],
    ['{{ "x" ~ app.image.tga.sha|upper }}', 'did you mean tag?'],
    ['{{ image|uper }}', 'did you mean upper?'],
    ['{{ image is defnied }}', 'did you mean defined?'],
    ['{% endfro %}', 'did you mean endfor?'],
    ['{% elseif %}', 'write {% elif %}'],
    ['{% switch x %}', "nunjucks' switch is {% if %} with {% elif %}"],
    ['{{ null }}', 'write none'],
    ['{{ a ? b : c }}', 'write `a if condition else b`'],
    ['{{ a && b }}', 'write `and`'],
    ['{{ a || b }}', 'write `or` for ||'],
    ['{{ !a }}', 'write `not`'],
    ['{{ a === b }}', 'compare with =='],
    ['{{ image.includes("x") }}', 'write `item in value`'],
    ['{{ image|dump }}', "nunjucks' dump is `tojson`"],
    ['{{ image|to_nice_yaml }}', 'the extension kdeploy.ansible has it: add it to the `extensions` option'],
    ['{{ lookup("env", "HOME") }}', 'the extension kdeploy.ansible has it: add it to the `extensions` option'],
    ['{{ "n" + n }}', 'join with ~, which turns every value into text'],
    ['{% do 1 %}', 'add jinja2.ext.do to the `extensions` option'],
    ['{% for x in [1] if loop.first %}{% endfor %}', '`loop` exists in the body of a for only, and not in its `if`'],
    ['{{ xyzzy }}', undefined],
    ['{{ b }}', undefined],
    ['{{ ap }}', undefined],
    ['{{ apps }}', undefined],
    ['{{ apq }}', 'did you mean app?'],
    ['{{ NAMESPACE }}', "`--namespace` or the profile's `namespace` gives it"],
    ['{{ app|ansible.builtin.dict2items }}', 'the extension kdeploy.ansible has it: add it to the `extensions` option'],
    ['{{ app is version("1") }}', 'the extension kdeploy.ansible has it: add it to the `extensions` option'],
    ['{{ [app]|shuffle }}', "Ansible's shuffle isn't available: a deploy must render the same twice"],
    ['{{ app is ansible.builtin.exists }}', "Ansible's exists isn't available: templates don't look at the disk"],
  ])('for %j: %s', (main, expected) => {
    expect(hint(main)).toBe(expected)
  })
})

describe('the hint for braces of another language', () => {
  const raw = 'braces that another program reads stand between {% raw %} and {% endraw %}'
  it.each([
    ['{{ $labels.x }}', `a variable needs no $; ${raw}`],
    ['{{ $x := 3 }}', `a variable needs no $; ${raw}`],
    ['{{ .Values.x }}', raw],
    ['{{.x}}', raw],
    ['{{ printf "%s" .x }}', raw],
    ['{{ range .Items }}', raw],
    ['{{- if .Alerts -}}', raw],
    ['{{ end }}', raw],
    ['{{#if x}}', raw],
    ['{{/if}}', raw],
    ['{{> part}}', raw],
    ['{{ include "x" . }}', raw],
    ['{{ github.sha }}', raw],
    ['{{inputs.parameters.x}}', raw],
    ['{{ label', undefined],
    ['{{ labels }}', undefined],
    ['{{ n + }}{{ $x }}', undefined],
    ['{{ nope if n else 1 }}', undefined],
    ['{{ range(1) }}{% if $x %}{% endif %}', 'a variable needs no $'],
  ])('names raw for %j', (main, expected) => {
    expect(failure({ main }, { n: 1 }).hint).toBe(expected)
  })

  it('keeps to the delimiters of the environment', () => {
    const options = { variable_start_string: '<<', variable_end_string: '>>' } as EnvironmentOptions
    expect(failure({ main: '<< .x >>' }, {}, options).hint).toBe(raw)
  })
})

it('a name that is a word of one variable alone is taken for it', () => {
  const hintOf = (main: string) => failure({ main }, { env_type: 'a', db_host: 'b', db_port: 1 }).hint
  expect(hintOf('plat-{{ env }}')).toBe('did you mean env_type?')
  expect(hintOf('{{ host }}')).toBe('did you mean db_host?')
  expect(hintOf('{{ db }}')).toBeUndefined()
})

describe('the hint of an error that names only the type of an undefined value', () => {
  it.each([
    ['{% for i in range(cont) %}{% endfor %}', "'cont' is undefined; did you mean count?"],
    ['{{ range(1, cont) }}', "'cont' is undefined; did you mean count?"],
    ['{{ [1][cont] }}', "'cont' is undefined; did you mean count?"],
    ['{{ "abc"[cont:] }}', "'cont' is undefined; did you mean count?"],
    ['{{ "abc".center(cont) }}', "'cont' is undefined; did you mean count?"],
    ['{{ 3|round(cont) }}', "'cont' is undefined; did you mean count?"],
    ['{{ cont|abs }}', "'cont' is undefined; did you mean count?"],
    ['{{ {"a": cont}|tojson }}', "'cont' is undefined; did you mean count?"],
    ['{{ range(app.size) }}', "'dict object' has no attribute 'size'"],
    ['{% macro m(a) %}{{ range(a) }}{% endmacro %}{{ m() }}', "parameter 'a' was not provided"],
    ['{{ "x".center("y") }}', undefined],
  ])('names it for %j', (main, expected) => {
    expect(failure({ main }, { count: 1, app: {} }).hint).toBe(expected)
  })
})

describe('the hint of an undefined name in what sees no variables', () => {
  const part = '{% macro m(a) %}{{ image }}{% endmacro %}{{ image if a is defined }}'
  it.each([
    ['{% import "part" as p %}{{ p.m() }}', '{% import … as … with context %}'],
    ['{% from "part" import m %}{{ m() }}', '{% from … import … with context %}'],
    ['{% from "outer" import k %}{{ k() }}', '{% from … import … with context %}'],
  ])('says so for %j', (main, form) => {
    expect(failure({ main, part, outer: '{% from "part" import m %}{% set k = m %}' }, { image: 'x' }).hint).toBe(
      `an imported macro sees no variables: pass it what it needs, or write ${form}`,
    )
  })

  it('says so of an include, and names what was probably meant', () => {
    const main = '{% include "part" without context %}'
    expect(failure({ main, part: '{{ imgae }}' }, { image: 'x' }).hint).toBe(
      'did you mean image? an include `without context` sees no variables: leave these words out',
    )
  })

  it('says nothing of it where the variables are seen', () => {
    const main = '{% import "part" as p with context %}{{ p.m() }}'
    expect(failure({ main, part }, { imago: 'x' }).hint).toBe('did you mean imago?')
  })
})

describe('a limit', () => {
  const limits = { output: 10_000, range: 1000, repeat: 5000, depth: 50, milliseconds: 300 }
  it.each([
    [
      'output',
      '{% for i in range(900) %}{{ "x" * 100 }}{% endfor %}',
      'the output exceeds the limit of 10000 characters',
    ],
    [
      'output of a block',
      '{% set x %}{{ "x" * 4000 }}{{ "x" * 4000 }}{{ "x" * 4000 }}{% endset %}',
      'the output exceeds the limit of 10000 characters',
    ],
    ['range', '{{ range(2000) }}', 'range() exceeds the limit of 1000 items'],
    ['repeat', '{{ "ab" * 4000 }}', 'a value exceeds the limit of 5000 characters or items'],
    ['repeat of lists', '{{ ([1] * 6000)|length }}', 'a value exceeds the limit of 5000 characters or items'],
    [
      'macros',
      '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}',
      'macros, includes, blocks and loops nest deeper than the limit of 50',
    ],
    ['includes', '{% include "main" %}', 'macros, includes, blocks and loops nest deeper than the limit of 50'],
    [
      'blocks',
      '{% block a %}{{ self.a() }}{% endblock %}',
      'macros, includes, blocks and loops nest deeper than the limit of 50',
    ],
    [
      'loops',
      '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}',
      'macros, includes, blocks and loops nest deeper than the limit of 50',
    ],
    ['parents', '{% extends "main" %}', 'macros, includes, blocks and loops nest deeper than the limit of 50'],
    [
      'parentheses',
      `{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`,
      'the template nests deeper than the limit of 50',
    ],
    ['tags', '{% if 1 %}'.repeat(100_000), 'the template nests deeper than the limit of 50'],
    ['operators', `{{ 1${' + 1'.repeat(100_000)} }}`, 'the template nests deeper than the limit of 50'],
    [
      'time',
      '{% for a in range(900) %}{% for b in range(900) %}{% for c in range(900) %}{% endfor %}{% endfor %}{% endfor %}',
      'the render exceeds its time limit',
    ],
  ])('on %s ends a render with a clear error', (_kind, main, message) => {
    expect(failure({ main }, {}, { limits })).toMatchObject({ name: 'LimitError', message, code: 'template-limit' })
  })

  it('of depth lets a template that is nested as deep render', () => {
    const environment = createEnvironment()
    for (const [open, close] of [
      ['(', ')'],
      ['[', ']|first'],
      ['not ', ''],
      ['1 + ', ''],
      ['dict(a=', ').a'],
    ]) {
      expect(environment.renderString(`{{ ${open?.repeat(99)}1${close?.repeat(99)} }}`)).not.toBe('')
    }
    for (const tag of ['if 1', 'for i in [1]', 'with', 'filter upper', 'autoescape true']) {
      const end = `{% end${tag.split(' ')[0]} %}`
      expect(environment.renderString(`${`{% ${tag} %}`.repeat(190)}X${end.repeat(190)}`)).toBe('X')
    }
  })

  it('of one render does not reach into another', () => {
    expect(failure({ main: '{{ range(2000) }}' }, {}, { limits }).name).toBe('LimitError')
    expect(createEnvironment().renderString('{{ range(2000)|length }}')).toBe('2000')
  })
})
