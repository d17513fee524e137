import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEnvironment, type MappedText, retain, taint } from '../../src/template/library.ts'

const password = { source: 'Secret shop/db', key: 'password' }
const token = { source: 'vault', key: 'token' }
const secret = taint('hunter2', password)

/** The map in words: text, `template:line:column`, expression, keys of the taints. */
function describeSpans({ text, spans }: MappedText): readonly (readonly string[])[] {
  return spans.map(({ start, end, origin, taints }) => [
    text.slice(start, end),
    `${origin?.template}:${origin?.line}:${origin?.column}`,
    origin?.expression ?? '',
    ...taints.map(({ key }) => key),
  ])
}

function map(templates: Record<string, string> | string, variables: Record<string, unknown> = {}): MappedText {
  const sources = typeof templates === 'string' ? { main: templates } : templates
  return createEnvironment({
    loader: (name) => (Object.hasOwn(sources, name) ? (sources[name] ?? null) : null),
    trim_blocks: true,
    lstrip_blocks: true,
    extensions: ['jinja2.ext.do', 'kdeploy.ansible'],
  }).renderWithMap('main', variables)
}

/** The characters that carry the taint. */
function tainted(source: string, variables: Record<string, unknown> = {}): string {
  const { text, spans } = map(source, { secret, token: taint('t0ken', token), ...variables })
  return spans
    .filter((span) => span.taints.length > 0)
    .map((span) => text.slice(span.start, span.end))
    .join('')
}

describe('renderWithMap leads every character to its template', () => {
  it('gives literal text line by line, and expressions as they are spelled', () => {
    const rendered = map('kind: A\nname: {{ name ~ "-" ~ 1 }}\nport: {{ port }}\n', { name: 'web', port: 80 })
    expect(describeSpans(rendered)).toEqual([
      ['kind: A\n', 'main:1:1', ''],
      ['name: ', 'main:2:1', ''],
      ['web-1', 'main:2:10', 'name ~ "-" ~ 1'],
      ['\n', 'main:2:27', ''],
      ['port: ', 'main:3:1', ''],
      ['80', 'main:3:10', 'port'],
    ])
  })

  it('follows whitespace control and stripped newlines', () => {
    const rendered = map('{% if true %}\n  {%- set x = 1 -%}\n  a: {{ x -}}\n\n\n  b\n{% endif %}')
    expect(describeSpans(rendered)).toEqual([
      ['a: ', 'main:3:3', ''],
      ['1', 'main:3:9', 'x'],
      ['b\n', 'main:6:3', ''],
    ])
  })

  it('keeps the inner origin through macros, call blocks, set blocks, filter blocks, includes and blocks', () => {
    const rendered = map(
      {
        main: [
          '{% extends "base" %}{% import "macros" as m %}',
          '{% block body %}',
          '{% set kept %}{{ a }}{% endset %}{{ kept }};{% filter trim %}{{ b }}{% endfilter %};{% include "part" %};',
          '{{ m.box(c) }};{% call m.wrap() %}{{ a }}{% endcall %}',
          '{% endblock %}',
        ].join('\n'),
        base: '[{% block body %}{% endblock %}]',
        part: '\n\n{{ b }}',
        macros: '{% macro box(x) %}\n<{{ x }}>{% endmacro %}{% macro wrap() %}({{ caller() }}){% endmacro %}',
      },
      { a: 'A', b: 'B', c: 'C' },
    )
    expect(rendered.text).toBe('[A;B;\n\nB;\n<C>;(A)]')
    expect(describeSpans(rendered).filter(([, , expression]) => expression !== '')).toEqual([
      ['A', 'main:3:18', 'a'],
      ['B', 'main:3:65', 'b'],
      ['B', 'part:3:4', 'b'],
      ['C', 'macros:2:5', 'x'],
      ['A', 'main:4:38', 'a'],
    ])
  })

  it('covers the output of random templates, each expression on the line that holds it', () => {
    const piece = fc.constantFrom(
      'text',
      '\n',
      '  \n\n',
      '{{ a }}',
      '{{ a ~ b }}',
      '{{ b|upper }}',
      '{{ [a, b]|join("-") }}',
      '{{ n * 2 }}',
      '{{ x }}',
      '{% if n %}',
      '{% if n -%}',
      '{% for i in [a, b] %}',
      '{%- for i in "xy" -%}',
      '{{ i }}',
      '{% set x %}',
      '{% filter upper %}',
      '{% macro m(q) %}',
      '{{ m(a) if m is defined }}',
      '{# note #}',
      '{{ "%s=%s"|format(a, n) }}',
      '{% include "part" %}',
      '{{- a -}}',
    )
    const ends = { if: 'endif', for: 'endfor', set: 'endset', filter: 'endfilter', macro: 'endmacro' }
    const template = fc.array(piece, { maxLength: 30 }).map((pieces) => {
      const open: string[] = []
      const closed = pieces.map((one) => {
        const tag = /^\{%-? (if|for|set|filter|macro) /.exec(one)?.[1] as keyof typeof ends | undefined
        if (tag !== undefined) open.push(`{% ${ends[tag]} %}`)
        return one === 'text' && open.length > 0 ? (open.pop() ?? '') : one
      })
      return closed.join('') + open.reverse().join('')
    })
    fc.assert(
      fc.property(template, (main) => {
        const sources: Record<string, string> = { main, part: 'part {{ a }}\n{{ b }}' }
        const environment = createEnvironment({ loader: (name) => sources[name] ?? null })
        const variables = { a: 'alpha', b: secret, n: 3 }
        const { text, spans } = environment.renderWithMap('main', variables)
        expect(text).toBe(environment.render('main', variables))
        let at = 0
        for (const { start, end, origin } of spans) {
          expect(start).toBe(at)
          expect(end).toBeGreaterThan(start)
          at = end
          const line = sources[origin?.template ?? '']?.split('\n')[(origin?.line ?? 0) - 1] ?? ''
          expect(line.slice((origin?.column ?? 0) - 1).startsWith(origin?.expression ?? '')).toBe(true)
          expect(origin?.column).toBeLessThanOrEqual(line.length + 1)
        }
        expect(at).toBe(text.length)
      }),
      { seed: 42, numRuns: 300 },
    )
  })
})

describe('a tainted variable marks what is made of it', () => {
  it.each([
    ['{{ secret }}', 'hunter2'],
    ['a{{ secret }}b', 'hunter2'],
    ['{{ "pw=" ~ secret ~ "!" }}', 'hunter2'],
    ['{{ "pw=" + secret }}', 'hunter2'],
    ['{{ "pw=%s" % secret }}', 'hunter2'],
    ['{{ "pw={}".format(secret) }}', 'hunter2'],
    ['{{ secret[2:4] }}', 'nt'],
    ['{{ secret[0] }}', 'h'],
    ['{{ secret|upper }}', 'HUNTER2'],
    ['{{ secret.title() }}', 'Hunter2'],
    ['{{ [secret, "x"]|join(",") }}', 'hunter2'],
    ['{{ secret|b64encode }}', 'aHVudGVyMg=='],
    ['{{ {"k": secret, "open": [1, "x"]}|to_json }}', '"hunter2"'],
    ['{{ {"k": pin, "open": [1, flag]}|tojson(2) }}', '12345678true'],
    ['{{ {secret ~ "<": 1, "open": 2}|tojson }}', '"hunter2\\u003c"'],
    ['{{ {"k": [secret, 1], "open": pin}|to_nice_json }}', '"hunter2"12345678'],
    ['{{ {"k": {"p": secret, "n": pin}, "open": "x"}|to_nice_yaml }}', '12345678hunter2'],
    [
      '{{ {"k": secret ~ "\\nb: " ~ secret, "open": 1}|to_yaml(default_style="|")|trim }}',
      '|-\n  hunter2\n  b: hunter2',
    ],
    ['{{ ({"k": secret, "open": 1}|to_nice_yaml|indent(4)) }}', 'hunter2'],
    ['{{ [secret] }}', "['hunter2']"],
    ['{% set x = secret %}{{ x }}', 'hunter2'],
    ['{% set x %}a{{ secret }}{% endset %}{{ x }}', 'hunter2'],
    ['{% macro m(v) %}<{{ v }}>{% endmacro %}{{ m(secret) }}', 'hunter2'],
    ['{% filter upper %}{{ secret }}{% endfilter %}', 'HUNTER2'],
    ['{% for c in secret %}{{ c }}{% endfor %}', 'hunter2'],
    ['{{ d.a.b }}', 'deep'],
    ['{{ secret|default("x") }}', 'hunter2'],
    ['{{ (secret, 1)|first }}', 'hunter2'],
    ['{{ secret|replace("hunter", "x") }}', '2'],
    ['{{ secret.split("t")|join("-") }}', 'huner2'],
    ['port {{ pin }}', '12345678'],
    ['{{ pin + 1 }}', '12345679'],
    ['{{ -pin // 2 }}', '-6172839'],
    ['{{ pin / 2 }}', '6172839.0'],
    ['{{ "pin=" ~ pin }}', '12345678'],
    ['{{ "%08.1f" % rate }}', '000002.5'],
    ['{{ "{:,}|{:x}".format(pin, 255) }}', '12,345,678'],
    ['{{ pin|string|b64encode }}', 'MTIzNDU2Nzg='],
    ['{{ flag }}', 'True'],
    ['{{ flag and "x" or flag }}', ''],
    ['{{ not flag or flag }}', 'True'],
    ['{% set n = pin %}{% macro m(v) %}{{ v }}{% endmacro %}{{ m(n) }}', '12345678'],
    ['{% for i in [pin, 2] %}{{ i }}{% endfor %}', '12345678'],
    ['{{ {pin: 1}|first }}', '12345678'],
    ['{{ secret.encode()[0] }}', '104'],
  ])('%s', (source, expected) => {
    const inner = {
      d: { a: { b: taint('deep', password) } },
      pin: taint(12345678, password),
      rate: taint(2.5, password),
      flag: taint(true, password),
    }
    expect(tainted(source, inner)).toBe(expected)
  })

  it.each([
    '{{ secret|length }}',
    '{{ secret == "hunter2" }}',
    '{{ "yes" if secret else "no" }}',
    '{{ secret is string }}',
    '{{ "t" in secret }}',
    '{{ secret.find("t") }}',
    '{{ pin > 5 }}',
    '{{ pin is even }}',
    '{{ "many" if pin else "none" }}',
    '{{ not flag }}',
    '{{ flag == true }}',
    '{{ [1, 2, 3][one] }}',
    '{% for i in range(one) %}{{ i }}{% endfor %}',
  ])('but not its length or a comparison: %s', (source) => {
    const numbers = { pin: taint(12345678, password), one: taint(1, password), flag: taint(true, password) }
    expect(tainted(source, numbers)).toBe('')
  })

  it('with every label that took part', () => {
    const { spans } = map('{{ secret ~ token }}|{{ (secret ~ token)|upper }}', { secret, token: taint('t', token) })
    expect(spans.map((span) => span.taints.map(({ key }) => key))).toEqual([
      ['password'],
      ['token'],
      [],
      ['password', 'token'],
    ])
  })

  it('does not change what a render without map gives', () => {
    const environment = createEnvironment()
    expect(environment.renderString('{{ secret }}|{{ secret|upper }}|{{ [secret] }}', { secret })).toBe(
      "hunter2|HUNTER2|['hunter2']",
    )
  })

  it('stays on a rendered text that becomes a variable', () => {
    const environment = createEnvironment()
    const url = environment.renderStringWithMap('https://u:{{ secret }}@host', { secret }, 'profiles/prod.yaml')
    const rendered = environment.renderStringWithMap('url: {{ url }}', { url: retain(url) }, 'web.yaml')
    expect(describeSpans(rendered)).toEqual([
      ['url: ', 'web.yaml:1:1', ''],
      ['https://u:', 'profiles/prod.yaml:1:1', ''],
      ['hunter2', 'profiles/prod.yaml:1:14', 'secret', 'password'],
      ['@host', 'profiles/prod.yaml:1:23', ''],
    ])
  })
})
