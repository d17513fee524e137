import { describe, expect, it } from 'vitest'
import { createEnvironment, taint } from '../../src/template/library.ts'

const label = { source: 'Secret my-ns/db', key: 'password' }

/** Two sets of secrets of one shape: what no taint covers must be the same for both. */
const variables = [
  {
    pw: taint('Q3', label),
    n: taint(3, label),
    c: taint('*', label),
    key: taint('Q3', label),
    one: { k: taint('Q3', label) },
  },
  {
    pw: taint('Z4', label),
    n: taint(5, label),
    c: taint('#', label),
    key: taint('Z4', label),
    one: { k: taint('Z4', label) },
  },
]

/** The output with every tainted run as `#`. */
function visible(template: string, values: Readonly<Record<string, unknown>>): string {
  const environment = createEnvironment({
    extensions: ['kdeploy.ansible', 'jinja2.ext.do'],
    undefined: 'debug',
    loader: (name) => (name === 'case' ? template : name === 'other' ? '{{ pw }}' : null),
  })
  const { text, spans } = environment.renderWithMap('case', values)
  return spans.map(({ start, end, taints }) => (taints.length > 0 ? '§' : text.slice(start, end))).join('')
}

describe('what a call makes of a sensitive argument is marked:', () => {
  it.each([
    // Options of filters.
    "{{ {'a': [1]}|tojson(indent=pw) }}",
    '{{ [1, 2]|tojson(n) }}',
    "{{ [1, 2]|to_json(separators=[pw, ':']) }}",
    "{{ [1, 2]|to_json(**{'separators': [pw, ':']}) }}",
    "{{ {'a': {'b': 1}}|to_nice_json(n) }}",
    "{{ {'a': {'b': 1}}|to_nice_yaml(indent=n) }}",
    '{{ ["a b c d e f"]|to_yaml(width=n) }}',
    "{{ 'a\nb'|indent(n) }}",
    "{{ 'a\nb'|indent(1, first=n > 0 and n) }}",
    "{{ 'a b'|wordwrap(1, wrapstring=pw) }}",
    "{{ 'a b c d e f g h'|wordwrap(n) }}",
    "{{ 'a b c d'|truncate(6, true, pw, 0) }}",
    "{{ 'abcdefghij'|truncate(n + 1, true, '', 0) }}",
    "{{ 'a'|center(n) }}",
    "{{ 'x'|replace('x', pw) }}",
    "{{ 'aaaaaaa'|replace('a', 'b', n) }}",
    '{{ 1234.5678|round(n) }}',
    "{{ 'abab'|regex_replace(pattern='a', replacement=pw) }}",
    "{{ 'aaaaaaa'|regex_replace('a', 'b', count=n) }}",
    "{{ 'http://a.example'|urlize(target=pw) }}",
    "{{ 'http://a.example'|urlize(n) }}",
    '{{ {pw: 1}|xmlattr }}',
    '{{ [1]|batch(3, pw)|list }}',
    '{{ [1, 2, 3]|slice(2, pw)|list }}',
    "{% for g, items in [{'k': 1}, {}]|groupby('k', default=n) %}{{ g }},{% endfor %}",
    "{{ [{}]|map(attribute='a', default=pw)|list }}",
    "{{ ['x']|map('replace', 'x', pw)|list }}",
    "{{ ['x']|map('center', width=n)|list }}",
    '{{ nosuch|default(pw) }}',
    '{{ [{}]|join(attribute=pw) }}',
    '{{ [{}]|map(attribute=pw)|join }}',
    '{{ {pw: 1}|dictsort }}',
    "{{ {'a': 1}|combine({pw: 2}) }}",
    "{{ pw|b64encode }}{{ 'x'|b64encode(urlsafe=n) }}",
    // Names and values of **.
    '{{ dict(**{pw: 1}) }}',
    "{{ dict([('a', 1)], **one) }}",
    '{{ dict.fromkeys([1], pw) }}{{ dict.fromkeys([pw], 1) }}',
    '{% macro m() %}{{ kwargs }}{% endmacro %}{{ m(**{pw: 1}) }}',
    '{% macro m() %}{{ kwargs.keys()|list }}{{ varargs }}{% endmacro %}{{ m(pw, **{pw: 1}) }}',
    '{% macro m() %}{{ caller(pw) }}{% endmacro %}{% call(a) m() %}{{ a }}{% endcall %}',
    '{% macro m() %}{{ caller(**{"a": pw}) }}{% endmacro %}{% call(a) m() %}{{ a }}{% endcall %}',
    '{% set ns = namespace(**{pw: 1}) %}{{ ns }}{{ namespace(a=pw) }}',
    "{{ '%(a)s'|format(**{'a': pw}) }}",
    "{{ '{a}'.format(**{'a': pw}) }}{{ '{a}'.format_map({'a': pw}) }}",
    '{% set d = {} %}{% do d.update(**{pw: 1}) %}{{ d }}',
    // Formats.
    "{{ '%(x)s' % {'x': pw} }}{{ '%*d' % (n, 7) }}{{ '%.*f' % (n, 7.123456789) }}",
    "{{ '{:{w}}'.format(7, w=n) }}{{ '{:{f}>5}'.format(7, f=c) }}",
    "{{ ('%0' ~ n ~ 'd') % 7 }}{{ ('{:' ~ n ~ '}').format(7) }}",
    // Methods.
    "{{ 'x'.join([pw, 'y']) }}{{ pw.join(['a', 'b']) }}",
    "{{ 'abc'.replace('b', pw) }}",
    "{{ 'a'.ljust(9, c) }}{{ 'a'.rjust(n) }}{{ 'a'.center(9, c) }}{{ '7'.zfill(n) }}",
    "{{ 'abc'.translate({98: pw}) }}{{ 'abc'.translate('abc'.maketrans('a', c)) }}",
    "{{ 'a,b,c,d,e,f,g'.split(',', n) }}{{ 'a\tb'.expandtabs(n) }}",
    "{{ {}.get('k', pw) }}{{ {}.setdefault('k', pw) }}{{ {}.pop('k', pw) }}",
    // Operators.
    "{{ 'x' * n }}{{ [1] * n }}{{ (1,) * n }}{{ n * 2 }}{{ 7 % n }}{{ 'a' ~ pw ~ 'b' }}{{ 2 ** n }}",
    // Objects that give it later.
    '{% set x = cycler(pw, 1) %}{{ x.next() }}{{ x.current }}{{ cycler(pw).items }}',
    '{% set x = joiner(pw) %}{{ x() }}{{ x() }}',
    '{% for i in [1, 2] %}{{ loop.cycle(pw, 7) }}{% endfor %}',
    '{% set a, b = [pw, 1] %}{{ a }}{{ b }}{% for a, b in [(pw, 1)] %}{{ a }}{% endfor %}',
    "{% filter replace('x', pw) %}axb{% endfilter %}{% filter indent(n) %}a\nb{% endfilter %}",
    '{% block b %}{{ pw }}{% endblock %}{{ self.b() }}',
    "{% include 'other' %}{% import 'other' as o with context %}{{ o }}",
    '{% set x %}{{ pw }}{% endset %}{{ x|upper }}',
    '{{ lipsum(n, html=false)|length > 0 }}',
  ])('%s', (template) => {
    const [one, other] = variables.map((values) => visible(template, values))
    expect(one).toBe(other)
    if (!template.includes('lipsum')) expect(one).toContain('§')
  })

  it('and what only picks, measures or compares isn’t', () => {
    const template = "{{ ['a', 'b'][n - 3] }}{{ pw|length }}{{ 'Q' in pw }}{{ [1, 2].index(n - 2) }}{{ pw is string }}"
    expect(visible(template, variables[0] ?? {})).toBe('a2True0True')
  })
})
