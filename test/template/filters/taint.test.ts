import { describe, expect, it } from 'vitest'
import { ansibleFilters } from '../../../src/template/ansible/index.ts'
import { filters } from '../../../src/template/filters/index.ts'
import { createEnvironment, taint } from '../../../src/template/library.ts'

const label = { source: 'Secret my-ns/db', key: 'password' }

/** Two sets of secrets of one shape: what no taint covers must be the same for both. */
const variables = ['s3cr3t Value', 'p3xk3w Zatod'].map((secret, index) => ({
  secret: taint(secret, label),
  encoded: taint(index === 0 ? 'czNjcjN0' : 'cDRzc3cw', label),
  json: taint(`{"key": "${secret}", "pin": ${index + 12345678}, "on": ${index === 0}}`, label),
  number: taint(index === 0 ? '42' : '57', label),
  pin: taint(index === 0 ? 12345678 : 87654321, label),
  rate: taint(index === 0 ? 2.71 : 3.14, label),
  flag: taint(index === 0, label),
  word: taint(index === 0 ? 'yes' : 'no', label),
  day: taint(index === 0 ? '2026-11-21' : '1999-01-05', label),
  plain: 'plain Text',
}))

interface Row {
  /** Templates that carry the label wherever they print what came from the secret. */
  readonly tainted?: readonly string[]
  /** Templates that carry none though a secret is near: lengths, comparisons, and what was not printed. */
  readonly clean?: readonly string[]
  /** The same for a number or bool: at least one, which must be tainted unless it begins with `clean: `. */
  readonly number: readonly string[]
}

/** Every filter with what it does to a tainted text, and to a tainted number. */
const table: Readonly<Record<string, Row>> = {
  abs: { number: ['{{ pin|abs }}', '{{ (-pin)|abs }}', '{{ rate|abs }}', '{{ number|int|abs }}'] },
  attr: {
    tainted: ["{{ (secret|attr('upper'))() }}"],
    number: ["{{ pin|attr('real') }}", "{{ (rate|attr('hex'))() }}"],
  },
  batch: {
    tainted: [
      '{% for row in [secret]|batch(2, plain) %}{{ row|join }}{% endfor %}',
      '{{ [plain]|batch(2, secret)|list }}',
    ],
    number: ['{{ [pin]|batch(2)|list }}', '{{ [plain]|batch(2, pin)|list }}'],
  },
  capitalize: { tainted: ['{{ secret|capitalize }}'], number: ['{{ pin|capitalize }}'] },
  center: { tainted: ['{{ secret|center(40) }}'], number: ['{{ pin|center(20) }}'] },
  count: { clean: ['{{ secret|count }}'], number: ['clean: {{ [pin]|count }}'] },
  d: {
    tainted: ['{{ nosuch|d(secret) }}', '{{ secret|d(plain) }}'],
    clean: ['{{ plain|d(secret) }}'],
    number: ['{{ nosuch|d(pin) }}', '{{ pin|d(1) }}', '{{ false|d(flag, true) }}'],
  },
  default: {
    tainted: ['{{ nosuch|default(secret) }}'],
    clean: ['{{ plain|default(secret) }}'],
    number: ['{{ nosuch|default(rate) }}'],
  },
  dictsort: {
    tainted: ["{{ {'a': secret}|dictsort }}", '{{ {secret: 1}|dictsort }}'],
    number: ["{{ {'a': pin}|dictsort }}", '{{ {pin: 1}|dictsort }}'],
  },
  e: { tainted: ['{{ secret|e }}'], number: ['{{ pin|e }}'] },
  escape: { tainted: ["{{ (secret ~ '<')|escape }}"], number: ['{{ rate|escape }}'] },
  filesizeformat: {
    number: ['{{ pin|filesizeformat }}', '{{ number|filesizeformat }}', '{{ rate|filesizeformat(true) }}'],
  },
  first: { tainted: ['{{ [secret]|first }}', '{{ secret|first }}'], number: ['{{ [pin]|first }}'] },
  float: { number: ['{{ number|float }}', '{{ pin|float }}', '{{ plain|float(rate) }}'] },
  forceescape: { tainted: ['{{ secret|forceescape }}'], number: ['{{ pin|forceescape }}'] },
  format: {
    tainted: ["{{ '%s!'|format(secret) }}", '{{ (secret ~ "%s")|format(1) }}', "{{ '%(a)s'|format(a=secret) }}"],
    number: [
      "{{ '%d'|format(pin) }}",
      "{{ '%x'|format(pin) }}",
      "{{ '%.3f'|format(rate) }}",
      "{{ '%s'|format(flag) }}",
      "{{ '%c'|format(pin % 90 + 33) }}",
      "{{ '%r'|format(pin) }}",
    ],
  },
  groupby: {
    tainted: [
      "{{ [{'k': secret}]|groupby('k') }}",
      "{% for group, items in [{'k': secret}]|groupby('k') %}{{ group }}{% endfor %}",
      "{% for group, items in [{'k': 1, 'v': secret}]|groupby('k') %}{{ items[0].v }}{% endfor %}",
    ],
    number: ["{% for group, items in [{'k': pin}]|groupby('k') %}{{ group }}{% endfor %}"],
  },
  indent: { tainted: ['{{ secret|indent }}', "{{ 'a\nb'|indent(secret) }}"], number: ['{{ pin|string|indent }}'] },
  int: {
    number: [
      '{{ number|int }}',
      '{{ pin|int }}',
      '{{ rate|int }}',
      '{{ flag|int }}',
      '{{ plain|int(pin) }}',
      '{{ number|int|string|b64encode }}',
      '{{ number|int + 1 }}',
    ],
  },
  items: { tainted: ["{{ {'a': secret}|items|list }}"], number: ["{{ {'a': pin}|items|list }}"] },
  join: {
    tainted: ['{{ [plain, secret]|join(",") }}', '{{ [plain, plain]|join(secret) }}'],
    number: ["{{ [1, pin]|join('-') }}", '{{ [1, 2]|join(pin) }}'],
  },
  last: {
    tainted: ['{{ [plain, secret]|last }}', '{{ secret|last }}'],
    clean: ['{{ [secret, plain]|last }}'],
    number: ['{{ [1, pin]|last }}'],
  },
  length: { clean: ['{{ secret|length }}'], number: ['clean: {{ [pin, rate]|length }}'] },
  list: {
    tainted: ['{{ secret|list }}', '{{ (secret,)|list }}'],
    number: ['{{ (pin,)|list }}', '{{ secret.encode()|list }}'],
  },
  lower: { tainted: ['{{ secret|lower }}'], number: ['{{ flag|lower }}'] },
  map: {
    tainted: [
      "{{ [secret]|map('upper')|list }}",
      "{{ [{'a': secret}]|map(attribute='a')|join }}",
      "{{ [{}]|map(attribute='a', default=secret)|join }}",
    ],
    number: ["{{ [number]|map('int')|list }}", "{{ [{'a': pin}]|map(attribute='a')|list }}"],
  },
  max: { tainted: ['{{ [secret]|max }}', '{{ secret|max }}'], number: ['{{ [pin, 1]|max }}'] },
  min: { tainted: ['{{ [secret]|min }}'], number: ['{{ [pin]|min }}'] },
  pprint: { tainted: ['{{ secret|pprint }}', "{{ {'a': [secret]}|pprint }}"], number: ["{{ {'a': [pin]}|pprint }}"] },
  random: { tainted: ['{{ [secret]|random }}', '{{ secret|random }}'], number: ['{{ [pin]|random }}'] },
  reject: {
    tainted: ["{{ [secret]|reject('none')|join }}"],
    clean: ["{{ [secret]|reject('string')|list }}"],
    number: ["{{ [pin]|reject('none')|list }}"],
  },
  rejectattr: {
    tainted: ["{{ [{'a': secret}]|rejectattr('b')|list }}"],
    number: ["{{ [{'a': pin}]|rejectattr('b')|list }}"],
  },
  replace: {
    tainted: ["{{ secret|replace('a', 'b') }}", '{{ plain|replace("plain", secret) }}'],
    number: ["{{ pin|replace('9', 'x') }}", "{{ plain|replace('plain', pin) }}"],
  },
  reverse: {
    tainted: ['{{ secret|reverse }}', '{{ [secret]|reverse|list }}'],
    number: ['{{ [pin]|reverse|list }}', '{{ pin|string|reverse }}'],
  },
  round: {
    number: [
      '{{ number|float|round }}',
      '{{ rate|round(1) }}',
      '{{ pin|round(-2) }}',
      "{{ rate|round(1, 'ceil') }}",
      "{{ rate|round(0, 'floor') }}",
    ],
  },
  safe: { tainted: ['{{ secret|safe }}'], number: ['{{ pin|safe }}'] },
  select: { tainted: ["{{ [secret]|select('string')|join }}"], number: ["{{ [pin]|select('number')|list }}"] },
  selectattr: {
    tainted: ["{{ [{'a': secret}]|selectattr('a')|list }}"],
    clean: ["{{ [{'a': secret}]|selectattr('b')|list }}"],
    number: ["{{ [{'a': pin}]|selectattr('a')|list }}"],
  },
  slice: { tainted: ['{{ [secret]|slice(2)|list }}'], number: ['{{ [pin]|slice(2)|list }}'] },
  sort: { tainted: ['{{ [secret, plain]|sort }}', '{{ secret|sort|join }}'], number: ['{{ [pin, 1]|sort }}'] },
  string: {
    tainted: ['{{ secret|string }}', '{{ [secret]|string }}'],
    number: ['{{ pin|string }}', '{{ flag|string }}', '{{ rate|string }}', '{{ [pin]|string }}'],
  },
  striptags: { tainted: ["{{ ('<b>' ~ secret)|striptags }}"], number: ['{{ pin|striptags }}'] },
  sum: {
    tainted: ['{{ [[secret]]|sum(start=[]) }}'],
    number: [
      '{{ [pin, 1]|sum }}',
      '{{ [1]|sum(start=pin) }}',
      "{{ [{'a': rate}]|sum('a') }}",
      '{{ [number|int]|sum }}',
    ],
  },
  title: { tainted: ['{{ secret|title }}'], number: ['{{ flag|title }}'] },
  tojson: {
    tainted: ['{{ secret|tojson }}', "{{ {'a': [secret]}|tojson(2) }}", '{{ {secret: 1}|tojson }}'],
    number: ['{{ pin|tojson }}', "{{ {'a': [flag]}|tojson }}", '{{ {pin: 1}|tojson }}'],
  },
  trim: { tainted: ["{{ (' ' ~ secret ~ ' ')|trim }}"], number: ['{{ pin|trim }}'] },
  truncate: {
    tainted: [
      '{{ secret|truncate(6, true, "", 0) }}',
      '{{ plain|truncate(14, true, secret, 0) ~ (plain * 3)|truncate(14, true, secret, 0) }}',
    ],
    number: ["{{ (pin|string)|truncate(4, true, '', 0) }}"],
  },
  unique: { tainted: ['{{ [secret, secret]|unique|join }}'], number: ['{{ [pin, pin]|unique|list }}'] },
  upper: { tainted: ['{{ secret|upper }}'], number: ['{{ flag|upper }}'] },
  urlencode: {
    tainted: ['{{ secret|urlencode }}', "{{ {'password': secret}|urlencode }}", '{{ {secret: 1}|urlencode }}'],
    number: ['{{ pin|urlencode }}', "{{ {'a': pin}|urlencode }}"],
  },
  urlize: {
    tainted: ["{{ ('http://x.com/' ~ secret)|urlize }}", "{{ 'http://x.com/'|urlize(target=secret) }}"],
    number: ["{{ 'http://x.com/'|urlize(target=pin|string) }}"],
  },
  wordcount: { clean: ['{{ secret|wordcount }}'], number: ['clean: {{ pin|string|wordcount }}'] },
  wordwrap: {
    tainted: ['{{ secret|wordwrap(5) }}', '{{ plain|wordwrap(5, wrapstring=secret) }}'],
    number: ['{{ (pin|string)|wordwrap(3) }}'],
  },
  xmlattr: { tainted: ["{{ {'password': secret}|xmlattr }}"], number: ["{{ {'a': pin}|xmlattr }}"] },

  b64decode: { tainted: ['{{ encoded|b64decode }}'], number: ['{{ pin|string|b64decode }}'] },
  b64encode: { tainted: ['{{ secret|b64encode }}'], number: ['{{ pin|string|b64encode }}'] },
  bool: { number: ['{{ word|bool }}', '{{ flag|bool }}', "clean: {{ 'x' if flag|bool else 'x' }}"] },
  combine: {
    tainted: [
      "{{ {'a': 1}|combine({'b': secret}) }}",
      "{{ {'a': [secret]}|combine({'a': [1]}, list_merge='append') }}",
    ],
    number: ["{{ {'a': 1}|combine({'b': pin}) }}"],
  },
  from_json: {
    tainted: ['{{ json|from_json }}', '{{ (json|from_json).key }}'],
    number: ['{{ (json|from_json).pin }}', '{{ (json|from_json).on }}', '{{ number|from_json }}'],
  },
  from_yaml: {
    tainted: ['{{ json|from_yaml }}', '{{ (json|from_yaml).key }}', "{{ ('a: ' ~ secret)|from_yaml }}"],
    number: [
      '{{ (json|from_yaml).pin }}',
      '{{ (json|from_yaml).on }}',
      '{{ number|from_yaml + 1 }}',
      '{{ day|from_yaml }}',
      '{{ (day|from_yaml).year }}',
      "{{ ('!!float ' ~ number)|from_yaml }}",
    ],
  },
  hash: { tainted: ["{{ secret|hash('sha256') }}"], number: ["{{ pin|string|hash('sha256') }}"] },
  mandatory: { tainted: ['{{ secret|mandatory }}'], number: ['{{ pin|mandatory }}'] },
  quote: { tainted: ['{{ secret|quote }}', '{{ encoded|quote }}'], number: ['{{ pin|string|quote }}'] },
  regex_replace: {
    tainted: [
      "{{ secret|regex_replace('3', 'x') }}",
      "{{ secret|regex_replace('^.*$', '<\\\\g<0>>') }}",
      "{{ plain|regex_replace('plain', secret) }}",
    ],
    clean: ["{{ (secret ~ ' ' ~ plain)|regex_replace('^.* plain', 'x') }}"],
    number: ["{{ pin|string|regex_replace('9', 'x') }}", "{{ plain|regex_replace('plain', pin|string) }}"],
  },
  regex_search: {
    tainted: ["{{ secret|regex_search('[0-9]') }}", "{{ secret|regex_search('(.)3', '\\\\1') }}"],
    number: ["{{ pin|string|regex_search('[0-9]+') }}"],
  },
  ternary: {
    tainted: ['{{ true|ternary(secret, plain) }}'],
    clean: ['{{ secret|ternary(plain, secret) }}'],
    number: ['{{ true|ternary(pin, 1) }}', 'clean: {{ flag|ternary(1, 1) }}'],
  },
  to_json: {
    tainted: ['{{ secret|to_json }}', "{{ {'a': secret}|to_json }}"],
    number: ['{{ pin|to_json }}', "{{ {'a': [rate]}|to_json }}"],
  },
  to_nice_json: { tainted: ["{{ {'a': [secret]}|to_nice_json }}"], number: ["{{ {'a': [flag]}|to_nice_json }}"] },
  to_nice_yaml: { tainted: ["{{ {'a': [secret]}|to_nice_yaml }}"], number: ["{{ {'a': [pin]}|to_nice_yaml }}"] },
  to_yaml: {
    tainted: ['{{ secret|to_yaml }}', '{{ [secret]|to_yaml }}', '{{ {secret: 1}|to_yaml }}'],
    number: ['{{ pin|to_yaml }}', '{{ {pin: flag}|to_yaml }}'],
  },
  basename: {
    tainted: ["{{ ('/x/' ~ secret)|basename }}"],
    clean: ["{{ (secret ~ '/x')|basename }}"],
    number: ['{{ (pin ~ "")|basename }}'],
  },
  dirname: {
    tainted: ["{{ (secret ~ '/x')|dirname }}"],
    clean: ["{{ ('/x/' ~ secret)|dirname }}"],
    number: ['{{ (pin ~ "/x")|dirname }}'],
  },
  splitext: { tainted: ["{{ (secret ~ '.x')|splitext }}"], number: ['{{ (pin ~ ".x")|splitext|first }}'] },
  normpath: { tainted: ['{{ secret|normpath }}'], number: ['{{ (pin ~ "")|normpath }}'] },
  path_join: { tainted: ["{{ ['a', secret]|path_join }}"], number: ['{{ ["a", pin ~ ""]|path_join }}'] },
  relpath: { tainted: ['{{ secret|relpath }}', "{{ 'a'|relpath(secret) }}"], number: ['{{ (pin ~ "")|relpath }}'] },
  commonpath: { tainted: ['{{ [secret, secret]|commonpath }}'], number: ['{{ [pin ~ ""]|commonpath }}'] },
  comment: {
    tainted: ['{{ secret|comment }}', '{{ plain|comment(prefix=secret) }}'],
    number: ['{{ (pin ~ "")|comment }}', '{{ plain|comment(prefix=pin) }}'],
  },
  union: {
    tainted: [
      '{{ [secret]|union([plain]) }}',
      '{{ [plain]|union([secret]) }}',
      "{{ [{'a': secret}]|union([{'a': 1}]) }}",
    ],
    number: ['{{ [pin]|union([1]) }}'],
  },
  intersect: {
    tainted: ['{{ [secret]|intersect([secret]) }}'],
    clean: ['{{ [plain]|intersect([secret, plain]) }}'],
    number: ['{{ [pin]|intersect([pin]) }}'],
  },
  difference: {
    tainted: ['{{ [secret]|difference([plain]) }}'],
    clean: ['{{ [plain]|difference([secret]) }}'],
    number: ['{{ [pin]|difference([1]) }}'],
  },
  symmetric_difference: {
    tainted: ['{{ [secret]|symmetric_difference([plain]) }}'],
    number: ['{{ [1]|symmetric_difference([pin]) }}'],
  },
  flatten: { tainted: ['{{ [[secret]]|flatten }}'], number: ['{{ [[pin]]|flatten }}'] },
  zip: { tainted: ['{{ [plain]|zip([secret]) }}'], number: ['{{ [pin]|zip([1]) }}'] },
  zip_longest: {
    tainted: ['{{ [1]|zip_longest([], fillvalue=secret) }}'],
    number: ['{{ [pin]|zip_longest([1, 2]) }}'],
  },
  product: { tainted: ['{{ [plain]|product([secret]) }}'], number: ['{{ [pin]|product([1]) }}'] },
  permutations: { tainted: ['{{ [plain, secret]|permutations }}'], number: ['{{ [pin]|permutations }}'] },
  combinations: { tainted: ['{{ [plain, secret]|combinations(2) }}'], number: ['{{ [pin]|combinations(1) }}'] },
  dict2items: {
    tainted: [
      "{{ {'a': secret}|dict2items }}",
      '{{ {secret: 1}|dict2items }}',
      "{{ {'a': 1}|dict2items(key_name=secret) }}",
    ],
    number: ["{{ {'a': pin}|dict2items }}"],
  },
  items2dict: {
    tainted: ["{{ [{'key': 'a', 'value': secret}]|items2dict }}"],
    number: ["{{ [{'key': pin, 'value': 1}]|items2dict }}"],
  },
  rekey_on_member: {
    tainted: ["{{ [{'a': secret}]|rekey_on_member('a') }}"],
    number: ["{{ [{'a': pin}]|rekey_on_member('a') }}"],
  },
  subelements: {
    tainted: ["{{ [{'a': [secret]}]|subelements('a') }}"],
    number: ["{{ [{'a': [pin]}]|subelements('a') }}"],
  },
  extract: {
    tainted: ["{{ 'a'|extract({'a': secret}) }}"],
    clean: ["{{ 'a'|extract({'a': plain, 'b': secret}) }}"],
    number: ["{{ 'a'|extract({'a': pin}) }}"],
  },
  checksum: { tainted: ['{{ secret|checksum }}'], number: ['{{ pin|checksum }}'] },
  sha1: { tainted: ['{{ secret|sha1 }}'], number: ['{{ pin|sha1 }}'] },
  md5: { tainted: ['{{ secret|md5 }}'], number: ['{{ pin|md5 }}'] },
  to_uuid: { tainted: ['{{ secret|to_uuid }}'], number: ['{{ pin|to_uuid }}'] },
  urlsplit: {
    tainted: [
      "{{ ('http://u:' ~ secret ~ '@h/')|urlsplit('password') }}",
      "{{ ('http://' ~ encoded ~ '/')|urlsplit }}",
    ],
    number: ["{{ ('http://h:' ~ (pin % 100))|urlsplit('port') }}"],
  },
  urldecode: { tainted: ['{{ secret|urldecode }}'], number: ["{{ (pin ~ '')|urldecode }}"] },
  log: { number: ['{{ pin|log }}', '{{ 8|log(pin) }}'] },
  pow: { number: ['{{ pin|pow(2) }}', '{{ 2|pow(rate) }}'] },
  root: { number: ['{{ pin|root }}', '{{ 8|root(rate) }}'] },
  human_readable: { number: ['{{ pin|human_readable }}'] },
  human_to_bytes: {
    tainted: ["{{ (number ~ 'K')|human_to_bytes }}"],
    number: ['{{ number|human_to_bytes }}', '{{ pin|human_to_bytes }}'],
  },
  regex_findall: { tainted: ["{{ secret|regex_findall('[a-z]+') }}"], number: ["{{ pin|regex_findall('.') }}"] },
  regex_escape: { tainted: ['{{ secret|regex_escape }}'], number: ['{{ pin|regex_escape }}'] },
  split: { tainted: ['{{ secret|split }}'], number: ["{{ (pin ~ '')|split }}"] },
  type_debug: { clean: ['{{ secret|type_debug }}'], number: ['clean: {{ pin|type_debug }}'] },
  strftime: { tainted: ['{{ secret|strftime(0) }}'], number: ["{{ '%s'|strftime(pin) }}"] },
  from_yaml_all: { tainted: ["{{ ('a: ' ~ encoded)|from_yaml_all }}"], number: ['{{ number|from_yaml_all }}'] },
  ipaddr: {
    tainted: ["{{ ('10.0.0.' ~ number)|ipaddr }}", "{{ ['10.0.0.' ~ number]|ipaddr('network') }}"],
    number: ['{{ pin|ipaddr }}', "{{ ('10.0.0.' ~ number)|ipaddr('int') }}"],
  },
  ipv4: { tainted: ["{{ ('10.0.0.' ~ number)|ipv4 }}"], number: ['{{ pin|ipv4 }}'] },
  ipv6: { tainted: ["{{ ('fd00::' ~ number)|ipv6 }}"], number: ['{{ pin|ipv6 }}'] },
  ipwrap: {
    tainted: ["{{ ('fd00::' ~ number)|ipwrap }}", '{{ secret|ipwrap }}'],
    number: ["{{ ('fd00::' ~ (pin % 100))|ipwrap }}"],
  },
  ipsubnet: {
    tainted: ["{{ ('10.' ~ number ~ '.0.0/16')|ipsubnet(24, 0) }}"],
    number: ["{{ '10.0.0.0/8'|ipsubnet(24, pin % 100) }}"],
  },
  ipmath: { tainted: ["{{ ('10.0.0.' ~ number)|ipmath(1) }}"], number: ["{{ '10.0.0.1'|ipmath(pin % 100) }}"] },
  nthhost: {
    tainted: ["{{ ('10.' ~ number ~ '.0.0/16')|nthhost(1) }}"],
    number: ["{{ '10.0.0.0/8'|nthhost(pin % 100) }}"],
  },
  network_in_network: {
    clean: ["{{ '10.0.0.0/8'|network_in_network('10.0.0.' ~ number) }}"],
    number: ["clean: {{ '10.0.0.0/8'|network_in_network('10.0.0.' ~ (pin % 100)) }}"],
  },
  network_in_usable: {
    clean: ["{{ '10.0.0.0/8'|network_in_usable('10.0.0.' ~ number) }}"],
    number: ["clean: {{ '10.0.0.0/8'|network_in_usable('10.0.0.' ~ (pin % 100)) }}"],
  },
  next_nth_usable: {
    tainted: ["{{ ('10.0.0.' ~ number ~ '/24')|next_nth_usable(1) }}"],
    number: ["{{ '10.0.0.1/24'|next_nth_usable(pin % 100) }}"],
  },
  previous_nth_usable: {
    tainted: ["{{ ('10.0.0.' ~ number ~ '/24')|previous_nth_usable(1) }}"],
    number: ["{{ '10.0.0.200/24'|previous_nth_usable(pin % 100) }}"],
  },
  reduce_on_network: {
    tainted: ["{{ ['10.0.0.' ~ number]|reduce_on_network('10.0.0.0/8') }}"],
    number: ["{{ ['10.0.0.' ~ (pin % 100)]|reduce_on_network('10.0.0.0/8') }}"],
  },
  cidr_merge: {
    tainted: ["{{ ['10.0.0.' ~ number]|cidr_merge }}"],
    number: ["{{ ['10.0.0.' ~ (pin % 100)]|cidr_merge }}"],
  },
}

interface Outcome {
  readonly isTainted: boolean
  /** The text with every tainted run taken out. */
  readonly visible: string
}

function render(template: string, values: Readonly<Record<string, unknown>>): Outcome {
  const environment = createEnvironment({
    extensions: ['kdeploy.ansible'],
    loader: (name) => (name === 'case' ? template : null),
  })
  const { text, spans } = environment.renderWithMap('case', values)
  const clean = spans.filter(({ taints }) => !taints.includes(label))
  return {
    isTainted: clean.length < spans.length,
    visible: clean.map(({ start, end }) => text.slice(start, end)).join(''),
  }
}

function expectTaint(template: string, isWanted: boolean): void {
  const [one, other] = variables.map((values) => render(template, values))
  expect(one?.isTainted).toBe(isWanted)
  expect(other?.visible).toBe(one?.visible)
}

describe('the taint of a secret through filters', () => {
  it('is decided for every registered filter, for text and numbers', () => {
    expect(Object.keys(table).sort()).toEqual([...new Set([...filters.keys(), ...ansibleFilters.keys()])].sort())
    const undecided = Object.entries(table).filter(([, { number }]) => number.length === 0)
    expect(undecided).toEqual([])
  })

  for (const [name, { tainted = [], clean = [], number }] of Object.entries(table)) {
    const isClean = (template: string) => template.startsWith('clean: ')
    it.each([...tainted, ...number.filter((template) => !isClean(template))])(`${name} keeps it: %s`, (template) => {
      expectTaint(template, true)
    })
    it.each([...clean, ...number.filter(isClean)])(`${name} carries none: %s`, (template) => {
      expectTaint(template, false)
    })
  }
})
