import { describe, expect, it } from 'vitest'
import { ansibleFilters } from '../../../src/template/ansible/index.ts'
import { filters } from '../../../src/template/filters/index.ts'
import { createEnvironment, taint } from '../../../src/template/library.ts'

const label = { source: 'Secret my-ns/db', key: 'password' }
const variables = {
  secret: taint('s3cr3t Value', label),
  encoded: taint('czNjcjN0', label),
  json: taint('{"key": "s3cr3t"}', label),
  number: taint('42', label),
  plain: 'plain Text',
}

/**
 * Every filter with what it does to a tainted text: `tainted` templates must carry the label, at least where they
 * print what came from the secret; `clean` ones must not, though a secret is near (lengths, comparisons, numbers,
 * and what was not printed).
 */
const table: Readonly<Record<string, { tainted?: readonly string[]; clean?: readonly string[] }>> = {
  abs: { clean: ['{{ number|int|abs }}'] },
  attr: { tainted: ["{{ (secret|attr('upper'))() }}"] },
  batch: {
    tainted: [
      '{% for row in [secret]|batch(2, plain) %}{{ row|join }}{% endfor %}',
      '{{ [plain]|batch(2, secret)|list }}',
    ],
  },
  capitalize: { tainted: ['{{ secret|capitalize }}'] },
  center: { tainted: ['{{ secret|center(40) }}'] },
  count: { clean: ['{{ secret|count }}'] },
  d: { tainted: ['{{ nosuch|d(secret) }}', '{{ secret|d(plain) }}'], clean: ['{{ plain|d(secret) }}'] },
  default: { tainted: ['{{ nosuch|default(secret) }}'], clean: ['{{ plain|default(secret) }}'] },
  dictsort: { tainted: ["{{ {'a': secret}|dictsort }}", '{{ {secret: 1}|dictsort }}'] },
  e: { tainted: ['{{ secret|e }}'] },
  escape: { tainted: ["{{ (secret ~ '<')|escape }}"] },
  filesizeformat: { clean: ['{{ number|filesizeformat }}'] },
  first: { tainted: ['{{ [secret]|first }}', '{{ secret|first }}'] },
  float: { clean: ['{{ number|float }}'] },
  forceescape: { tainted: ['{{ secret|forceescape }}'] },
  format: {
    tainted: ["{{ '%s!'|format(secret) }}", '{{ (secret ~ "%s")|format(1) }}', "{{ '%(a)s'|format(a=secret) }}"],
  },
  groupby: {
    tainted: [
      "{{ [{'k': secret}]|groupby('k') }}",
      "{% for group, items in [{'k': secret}]|groupby('k') %}{{ group }}{% endfor %}",
      "{% for group, items in [{'k': 1, 'v': secret}]|groupby('k') %}{{ items[0].v }}{% endfor %}",
    ],
  },
  indent: { tainted: ['{{ secret|indent }}', "{{ 'a\nb'|indent(secret) }}"] },
  int: { clean: ['{{ number|int }}'] },
  items: { tainted: ["{{ {'a': secret}|items|list }}"] },
  join: { tainted: ['{{ [plain, secret]|join(",") }}', '{{ [plain, plain]|join(secret) }}'] },
  last: { tainted: ['{{ [plain, secret]|last }}', '{{ secret|last }}'], clean: ['{{ [secret, plain]|last }}'] },
  length: { clean: ['{{ secret|length }}'] },
  list: { tainted: ['{{ secret|list }}', '{{ (secret,)|list }}'] },
  lower: { tainted: ['{{ secret|lower }}'] },
  map: {
    tainted: [
      "{{ [secret]|map('upper')|list }}",
      "{{ [{'a': secret}]|map(attribute='a')|join }}",
      "{{ [{}]|map(attribute='a', default=secret)|join }}",
    ],
  },
  max: { tainted: ['{{ [secret]|max }}', '{{ secret|max }}'] },
  min: { tainted: ['{{ [secret]|min }}'] },
  pprint: { tainted: ['{{ secret|pprint }}', "{{ {'a': [secret]}|pprint }}"] },
  random: { tainted: ['{{ [secret]|random }}', '{{ secret|random }}'] },
  reject: { tainted: ["{{ [secret]|reject('none')|join }}"], clean: ["{{ [secret]|reject('string')|list }}"] },
  rejectattr: { tainted: ["{{ [{'a': secret}]|rejectattr('b')|list }}"] },
  replace: { tainted: ["{{ secret|replace('a', 'b') }}", '{{ plain|replace("plain", secret) }}'] },
  reverse: { tainted: ['{{ secret|reverse }}', '{{ [secret]|reverse|list }}'] },
  round: { clean: ['{{ number|float|round }}'] },
  safe: { tainted: ['{{ secret|safe }}'] },
  select: { tainted: ["{{ [secret]|select('string')|join }}"] },
  selectattr: {
    tainted: ["{{ [{'a': secret}]|selectattr('a')|list }}"],
    clean: ["{{ [{'a': secret}]|selectattr('b')|list }}"],
  },
  slice: { tainted: ['{{ [secret]|slice(2)|list }}'] },
  sort: { tainted: ['{{ [secret, plain]|sort }}', '{{ secret|sort|join }}'] },
  string: { tainted: ['{{ secret|string }}', '{{ [secret]|string }}'] },
  striptags: { tainted: ["{{ ('<b>' ~ secret)|striptags }}"] },
  sum: { tainted: ['{{ [[secret]]|sum(start=[]) }}'], clean: ['{{ [number|int]|sum }}'] },
  title: { tainted: ['{{ secret|title }}'] },
  tojson: { tainted: ['{{ secret|tojson }}', "{{ {'a': [secret]}|tojson(2) }}", '{{ {secret: 1}|tojson }}'] },
  trim: { tainted: ["{{ (' ' ~ secret ~ ' ')|trim }}"] },
  truncate: {
    tainted: [
      '{{ secret|truncate(6, true, "", 0) }}',
      '{{ plain|truncate(14, true, secret, 0) ~ (plain * 3)|truncate(14, true, secret, 0) }}',
    ],
  },
  unique: { tainted: ['{{ [secret, secret]|unique|join }}'] },
  upper: { tainted: ['{{ secret|upper }}'] },
  urlencode: {
    tainted: ['{{ secret|urlencode }}', "{{ {'password': secret}|urlencode }}", '{{ {secret: 1}|urlencode }}'],
  },
  urlize: { tainted: ["{{ ('http://x.com/' ~ secret)|urlize }}", "{{ 'http://x.com/'|urlize(target=secret) }}"] },
  wordcount: { clean: ['{{ secret|wordcount }}'] },
  wordwrap: { tainted: ['{{ secret|wordwrap(5) }}', '{{ plain|wordwrap(5, wrapstring=secret) }}'] },
  xmlattr: { tainted: ["{{ {'password': secret}|xmlattr }}"] },

  b64decode: { tainted: ['{{ encoded|b64decode }}'] },
  b64encode: { tainted: ['{{ secret|b64encode }}'] },
  bool: { clean: ['{{ secret|bool }}'] },
  combine: {
    tainted: [
      "{{ {'a': 1}|combine({'b': secret}) }}",
      "{{ {'a': [secret]}|combine({'a': [1]}, list_merge='append') }}",
    ],
  },
  from_json: { tainted: ['{{ json|from_json }}', '{{ (json|from_json).key }}'] },
  from_yaml: { tainted: ['{{ json|from_yaml }}', '{{ (json|from_yaml).key }}', "{{ ('a: ' ~ secret)|from_yaml }}"] },
  hash: { tainted: ["{{ secret|hash('sha256') }}"] },
  mandatory: { tainted: ['{{ secret|mandatory }}'] },
  quote: { tainted: ['{{ secret|quote }}', '{{ encoded|quote }}'] },
  regex_replace: {
    tainted: [
      "{{ secret|regex_replace('3', 'x') }}",
      "{{ secret|regex_replace('^.*$', '<\\\\g<0>>') }}",
      "{{ plain|regex_replace('plain', secret) }}",
    ],
    clean: ["{{ (secret ~ ' ' ~ plain)|regex_replace('^.* plain', 'x') }}"],
  },
  regex_search: { tainted: ["{{ secret|regex_search('[0-9]') }}", "{{ secret|regex_search('(.)3', '\\\\1') }}"] },
  ternary: { tainted: ['{{ true|ternary(secret, plain) }}'], clean: ['{{ secret|ternary(plain, secret) }}'] },
  to_json: { tainted: ['{{ secret|to_json }}', "{{ {'a': secret}|to_json }}"] },
  to_nice_json: { tainted: ["{{ {'a': [secret]}|to_nice_json }}"] },
  to_nice_yaml: { tainted: ["{{ {'a': [secret]}|to_nice_yaml }}"] },
  to_yaml: { tainted: ['{{ secret|to_yaml }}', '{{ [secret]|to_yaml }}', '{{ {secret: 1}|to_yaml }}'] },
}

function isTainted(template: string): boolean {
  const environment = createEnvironment({
    extensions: ['kdeploy.ansible'],
    loader: (name) => (name === 'case' ? template : null),
  })
  const { spans } = environment.renderWithMap('case', variables)
  return spans.some((span) => span.taints.includes(label))
}

describe('the taint of a secret through filters', () => {
  it('is decided for every registered filter', () => {
    expect(Object.keys(table).sort()).toEqual([...filters.keys(), ...ansibleFilters.keys()].sort())
  })

  for (const [name, { tainted = [], clean = [] }] of Object.entries(table)) {
    it.each(tainted)(`${name} keeps it: %s`, (template) => {
      expect(isTainted(template)).toBe(true)
    })
    it.each(clean)(`${name} carries none: %s`, (template) => {
      expect(isTainted(template)).toBe(false)
    })
  }
})
