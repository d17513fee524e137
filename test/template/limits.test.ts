import { describe, expect, it } from 'vitest'
import { createEnvironment, type LimitOptions } from '../../src/template/library.ts'

function render(source: string, limits: LimitOptions = {}, variables = {}): string {
  return createEnvironment({ extensions: ['kdeploy.ansible'], limits }).renderString(source, variables)
}

describe('one call that makes more than the limit of a value is stopped:', () => {
  it.each([
    ['escape', "('<'*60000)|escape"],
    ['forceescape', "('<'*60000)|forceescape"],
    ['xmlattr', "{'a': '<'*60000}|xmlattr"],
    ['urlencode', "('é'*60000)|urlencode"],
    ['urlencode of a query', "{'a': ' /'*60000}|urlencode"],
    ['tojson', "('\\0'*60000)|tojson"],
    ['tojson of what HTML escapes', "('<'*60000)|tojson"],
    ['to_json', "('é'*60000)|to_json"],
    ['repr', "['\\0'*60000]|string"],
    ['wordwrap', "('a'*60000)|wordwrap(1)"],
    ['urlize', "('www.a.de '*6000)|urlize"],
    ['slice, whose lists need room', '[1]|slice(20000)|list'],
  ])('%s', (_title, expression) => {
    const run = () => render(`{{ (${expression})|length }}`, { repeat: 100_000 })
    expect(run).toThrow(
      expect.objectContaining({ name: 'LimitError', message: expect.stringMatching(/^a value exceeds/) }),
    )
  })
})

describe('one call on a text of 16 million characters keeps to the time:', () => {
  const limits = { milliseconds: 500 }
  it.each([
    ['wordwrap of words', "('a '*8000000)|wordwrap(10)"],
    ['wordwrap at hyphens', "('a-'*8000000)|wordwrap(10)"],
    ['urlize of words', "('a '*8000000)|urlize"],
    ['urlize of brackets', "(')'*8000000 ~ 'x')|urlize"],
    ['b64decode of what is no UTF-8', "('gICA'*4000000)|b64decode"],
    ['a pattern that backtracks', "('a'*64)|regex_search('(a+)+$b')"],
    ['a replacement that backtracks', "('a'*64)|regex_replace('^(a|a)*b', '')"],
  ])('%s', { timeout: 30_000 }, (_title, expression) => {
    const started = performance.now()
    try {
      render(`{{ (${expression})|length }}`, limits)
    } catch (error) {
      expect(error).toMatchObject({ name: 'LimitError', message: expect.stringMatching(/time limit/) })
    }
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('what is long is not taken for what is deep:', () => {
  it('a chain of 50,000 elif', { timeout: 30_000 }, () => {
    const branches = Array.from({ length: 50_000 }, (_, index) => `{% elif a == ${index} %}${index}`).join('')
    expect(render(`{% if false %}${branches}{% endif %}`, {}, { a: 49_999 })).toBe('49999')
  })

  it('a long text in Base64 and back', () => {
    expect(render("{{ ('a'*8000000)|b64encode|b64decode|length }}")).toBe('8000000')
  })

  it('a regular expression too long for V8', () => {
    const run = () => render("{{ 'a'|regex_replace('(a)'*100000, '') }}")
    const message = 'a regular expression exceeds the limit of 10000 characters'
    expect(run).toThrow(expect.objectContaining({ name: 'LimitError', message }))
  })
})

it('stops a set block that prints large values without a loop', () => {
  const prints = '{{ range(100000)|list }}'.repeat(200)
  const run = () => render(`{% set x %}${prints}{% endset %}`, { output: 1_500_000 })
  expect(run).toThrow(expect.objectContaining({ message: 'the output exceeds the limit of 1500000 characters' }))
})

it('finds what a pattern finds, in the render’s time or without a limit', () => {
  const source = "{{ 'k=v, k=w'|regex_replace('(\\\\w)=(\\\\w)', '\\\\2') }} {{ 'abc'|regex_search('b+') }}"
  expect(render(source)).toBe('v, w b')
  expect(render(source, { milliseconds: Number.POSITIVE_INFINITY })).toBe('v, w b')
})
