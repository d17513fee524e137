import { describe, expect, it } from 'vitest'
import { createEnvironment, type EnvironmentOptions } from '../../../src/template/library.ts'

function render(
  source: string,
  variables: Readonly<Record<string, unknown>> = {},
  options: EnvironmentOptions = {},
): string {
  return createEnvironment({ extensions: ['kdeploy.ansible'], ...options }).renderString(source, variables)
}

const names = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__class__',
  '__globals__',
]

describe('what a filter reaches by a name that the template gives', () => {
  it.each(names)('attr, map, join, sort, groupby and selectattr know no %s', (name) => {
    const variables = { name, values: ['text', 1, [], {}, null] }
    expect(render('{% for v in values %}{{ v|attr(name) is defined }} {% endfor %}', variables)).not.toContain('True')
    expect(render("{{ values|map(attribute=name)|select('defined')|list }}", variables)).toBe('[]')
    expect(render('{{ values|join(attribute=name) }}', variables)).toBe('')
    expect(render("{{ values|selectattr(name, 'defined')|list }}", variables)).toBe('[]')
    expect(render("{{ [{}, {}]|groupby(name, default='none') }}", variables)).toBe("[('none', [{}, {}])]")
    expect(render('{{ [{}, {}]|unique(attribute=name)|list }}', variables)).toBe('[{}]')
  })

  it.each(names)('no filter or test is named %s', (name) => {
    expect(() => render('{{ [1]|map(name)|list }}', { name })).toThrow(`No filter named '${name}'.`)
    expect(() => render('{{ [1]|select(name)|list }}', { name })).toThrow(`No test named '${name}'.`)
    expect(render('{{ name is filter }} {{ name is test }}', { name })).toBe('False False')
  })

  it('keeps a key named __proto__ a key', () => {
    const variables = JSON.parse('{"d": {"__proto__": {"x": 1}}}')
    expect(render('{{ d|dictsort }} {{ d|tojson }} {{ d|to_yaml }}', variables)).toBe(
      '[(\'__proto__\', {\'x\': 1})] {"__proto__": {"x": 1}} __proto__: {x: 1}\n',
    )
    expect(render('{{ (\'{"__proto__": 1}\'|from_json) }}{{ ("__proto__: 1"|from_yaml) }}')).toBe(
      "{'__proto__': 1}{'__proto__': 1}",
    )
    expect(render('{{ d|combine({"__proto__": {"y": 2}}, recursive=true) }}{{ {}.x }}', variables)).toBe(
      "{'__proto__': {'x': 1, 'y': 2}}",
    )
  })
})

describe('limits of filters and globals', () => {
  const limits = { repeat: 1000, range: 1000 }

  it.each([
    "{{ 'x'|center(100000) }}",
    "{{ 'x'|indent(100000, true) }}",
    "{{ 'a\\nb'|indent('x' * 999, true) }}",
    '{{ [1]|batch(100000, 0)|list }}',
    '{{ [1]|slice(100000)|list }}',
    "{{ 'x'|replace('', 'y' * 900) }}",
    '{{ [1]|tojson(100000) }}',
    '{{ range(100000) }}',
    '{{ range(10 ** 30) }}',
    '{{ lipsum(100) }}',
    "{{ ('x' * 900)|regex_replace('x', 'yy') }}",
    "{{ ['x' * 900, 'y' * 900]|join }}",
    "{{ ['x' * 900, 'y' * 900]|to_yaml }}",
    "{{ ['x' * 900, 'y' * 900]|pprint }}",
    "{{ '%5000s'|format(1) }}",
    '{{ range(99)|product(range(99)) }}',
    '{{ range(9)|permutations }}',
    '{{ range(99)|combinations(2) }}',
    '{{ [1]|product(repeat=100000) }}',
    "{{ 'x'|comment(prefix_count=100000) }}",
    "{{ ('x\\n' * 300)|comment(decoration='#' * 99) }}",
  ])('refuses %s', (source) => {
    expect(() => render(source, {}, { limits })).toThrow(expect.objectContaining({ name: 'LimitError' }))
  })

  it('takes a long text that looks like a path, a version or an address in a moment', () => {
    const long = { slashes: `${'/'.repeat(200_000)}a/b`, digits: '1'.repeat(200_000), spaces: ' '.repeat(200_000) }
    const started = performance.now()
    render(
      '{{ slashes|dirname|length }}{{ slashes|splitext|first|length }}{{ digits|ipaddr }}{{ digits is ipv6 }}',
      long,
    )
    render("{{ (digits ~ '%' * 9)|urlsplit }}{{ ('a:' ~ '%' * 100000 ~ '/') is ipv6 }}", long)
    expect(() => render("{{ (digits ~ '!')|human_to_bytes }}", long)).toThrow("can't interpret")
    expect(() => render("{{ ('1.0.0-' ~ digits ~ '!') is version('1', version_type='semver') }}", long)).toThrow(
      'invalid',
    )
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('refuses to round to a precision beyond any float', () => {
    expect(() => render("{{ 1.5|round(10 ** 9, 'ceil') }}")).toThrow(expect.objectContaining({ name: 'LimitError' }))
  })
})
