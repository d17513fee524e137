import nunjucks from 'nunjucks'
import { describe, expect, it } from 'vitest'
import { createEnvironment } from '../../src/template/library.ts'

describe('createEnvironment', () => {
  it('has the delimiters, prefixes and whitespace options of Jinja2', () => {
    const environment = createEnvironment({
      block_start_string: '<%',
      block_end_string: '%>',
      variable_start_string: '[[',
      variable_end_string: ']]',
      comment_start_string: '<!--',
      comment_end_string: '-->',
      line_statement_prefix: '%%',
      line_comment_prefix: '##',
      trim_blocks: true,
      lstrip_blocks: true,
      keep_trailing_newline: true,
      newline_sequence: '\r\n',
    })
    const source = '  <% if x %>\n[[x]]<!-- note -->\n%% for i in [1, 2]:\n[[i]] ## why\n%% endfor\n<% endif %>\nend\n'
    expect(environment.renderString(source, { x: 'X' })).toBe('X1\r\n2\r\nend\r\n')
  })

  it('takes an extension by name, and no other', () => {
    expect(createEnvironment({ extensions: ['jinja2.ext.do'] }).renderString('{% do 1 %}x')).toBe('x')
    expect(() => createEnvironment({ extensions: ['jinja2.ext.i18n'] })).toThrow(
      'Expected the `extensions` option to hold jinja2.ext.do, jinja2.ext.loopcontrols, kdeploy.ansible, got jinja2.ext.i18n',
    )
  })

  it('refuses a newline_sequence that is none, as Jinja2 asserts', () => {
    const newline = JSON.parse('"x"') as '\n'
    expect(() => createEnvironment({ newline_sequence: newline })).toThrow(
      'Expected the `newline_sequence` option to be one of "\\n", "\\r\\n", "\\r", got "x"',
    )
  })

  it('takes undefined from a loader for a template that is not there', () => {
    const environment = createEnvironment({ loader: (name) => new Map([['a', '{% include ["b", "c"] %}']]).get(name) })
    const message = 'none of the templates given were found: b, c'
    expect(() => environment.render('a')).toThrow(expect.objectContaining({ name: 'TemplatesNotFound', message }))
  })

  it('gives templates the globals, which variables hide, and imports see', () => {
    const environment = createEnvironment({
      globals: { site: 'eu', twice: (value: string) => value + value },
      loader: (name) => (name === 'm' ? '{% macro where() %}{{ site }}{{ hidden }}{% endmacro %}' : null),
    })
    expect(environment.renderString('{{ twice(site) }}')).toBe('eueu')
    expect(environment.renderString('{% import "m" as m %}{{ site }}{{ m.where() }}', { site: 'us', hidden: 1 })).toBe(
      'useu',
    )
  })

  it('asks the loader once for a template, and compiles it once', () => {
    const asked: string[] = []
    const environment = createEnvironment({
      loader(name) {
        asked.push(name)
        return name === 'main' ? '{% include "part" %}{% include "part" %}' : 'x'
      },
    })
    expect(environment.render('main') + environment.render('main') + environment.renderWithMap('main').text).toBe(
      'xxxxxx',
    )
    expect(asked).toEqual(['main', 'part'])
  })

  it('takes a JavaScript integer for an int and any other number for a float', () => {
    const values = { a: 1, b: 1.5, c: 2n ** 64n, d: [1, null, true], e: new Map([[1, 'x']]) }
    expect(createEnvironment().renderString('{{ a }} {{ b }} {{ c }} {{ d }} {{ e }} {{ a / 1 }}', values)).toBe(
      "1 1.5 18446744073709551616 [1, None, True] {1: 'x'} 1.0",
    )
  })

  it("does not change the caller's data", () => {
    const values = { list: [1], dict: { a: 1 } }
    const source = '{% do list.append(2) %}{% do dict.update(b=2) %}{{ list }}{{ dict }}'
    expect(createEnvironment({ extensions: ['jinja2.ext.do'] }).renderString(source, values)).toBe(
      "[1, 2]{'a': 1, 'b': 2}",
    )
    expect(values).toEqual({ list: [1], dict: { a: 1 } })
  })

  it('may be used inside of its own render', () => {
    const environment = createEnvironment({
      globals: {
        inner: (depth: number): string => environment.renderString('<{{ inner(d - 1) if d else "x" }}>', { d: depth }),
      },
    })
    expect(environment.renderString('{{ inner(3) }}')).toBe('<<<<x>>>>')
  })

  it('leaves nunjucks itself as it is', () => {
    createEnvironment().renderString('{{ [1, true, none] }}')
    expect(new nunjucks.Environment().renderString('{{ true }}{{ "a" | upper }}{% if 1 === 1 %}y{% endif %}', {})).toBe(
      'trueAy',
    )
  })
})
