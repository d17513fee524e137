import { describe, expect, it } from 'vitest'
import { createEnvironment, retain, TemplateError, taint } from '../../src/template/library.ts'

const label = { source: 'Secret my-ns/db', key: 'password' }
const short = taint('k9', label)
const quoted = taint('k\'9"é', label)
const long = taint('correct horse\nbattery', label)
const pin = taint(4711, label)

function messageOf(template: string, variables: Record<string, unknown>): string {
  const environment = createEnvironment({ extensions: ['kdeploy.ansible'], undefined: 'strict', loader: () => null })
  try {
    environment.renderString(template, variables)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return [error.message, error.hint ?? ''].join('\n').trim()
  }
  throw new Error('It rendered')
}

describe('an error of a template quotes nothing sensitive', () => {
  it.each([
    ['a short value', '{{ {"a": 1}[short] }}', "'dict object' has no attribute '(masked)'"],
    ['an upper-cased one', '{{ {}[short|upper] }}', "'dict object' has no attribute '(masked)'"],
    ['a slice', '{{ {}[short[1:]] }}', "'dict object' has no attribute '(masked)'"],
    ['one in Python’s quotes', '{{ {}[quoted] }}', "'dict object' has no attribute '(masked)'"],
    ['one within a longer text', '{{ {}["x-" ~ short ~ "yz"] }}', "'dict object' has no attribute 'x-(masked)yz'"],
    ['a number', '{{ [1].index(pin) }}', '(masked) is not in list'],
    ['a number made of it', '{{ [1].index(pin + 1) }}', '(masked) is not in list'],
    ['a base64 form', '{{ {}[short|b64encode] }}', "'dict object' has no attribute '(masked)'"],
    ['the name of a template', '{% include long %}', '(masked)'],
    ['the name of a filter', '{{ [1]|map(short)|list }}', "No filter named '(masked)'."],
    ['a list', '{{ [1].index([short, 2]) }}', "['(masked)', 2] is not in list"],
    ['a message of its own', '{{ nosuch|mandatory(msg="set " ~ short) }}', 'set (masked)'],
    [
      'a value that a set block made',
      '{% set x %}{{ short }}{% endset %}{{ {}[x] }}',
      "'dict object' has no attribute '(masked)'",
    ],
  ])('%s', (_what, template, message) => {
    const shown = messageOf(template, { short, quoted, long, pin })
    expect(shown).toBe(message)
    expect(shown).not.toMatch(/k9|K9|4711|4712|correct|battery/)
  })

  it.each([
    ['a format code', "{{ '{:{w}}'.format('a', w=code) }}", "Unknown format code '(masked)' for object of type 'str'"],
    ['a conversion', "{{ ('%' ~ code) % 1 }}", "unsupported format character '(masked)' ((masked)) at index 1"],
    [
      'one of the filter',
      "{{ ('%' ~ code)|format(1) }}",
      "unsupported format character '(masked)' ((masked)) at index 1",
    ],
    [
      'a character that does not print',
      "{{ '{:{w}}'.format(1, w=bell) }}",
      "Unknown format code '(masked)' for object of type 'int'",
    ],
    ['an encoding', "{{ 'a'.encode('utf-' ~ code) }}", 'unknown encoding: utf-(masked)'],
    ['a pattern', "{{ 'a'|regex_replace('[' ~ range ~ ']', '') }}", 'bad character range (masked) at position 1'],
    ['a bound', '{{ lipsum(min=pin, max=pin - 7) }}', 'empty range for randrange() ((masked), (masked), (masked))'],
    ['a name of **', "{{ 'a'|upper(**{code: 1}) }}", "do_upper() got an unexpected keyword argument '(masked)'"],
  ])('nor a part of a sensitive argument: %s', (_what, template, message) => {
    const [code, bell, range] = ['Q', '\x07', 'z-a'].map((text) => taint(text, label))
    expect(messageOf(template, { code, bell, range, pin })).toBe(message)
  })

  it('tells no size that a sensitive number makes', () => {
    for (const template of ['{{ "ab" * pin }}', '{{ range(pin * 3) }}', '{{ 2 ** pin }}', '{{ "a".center(pin) }}']) {
      const shown = messageOf(template, { pin: taint(73_910_000, label) })
      expect(shown).not.toMatch(/7391|14782|22173/)
      expect(shown).toMatch(/exceeds the limit of \d+ /)
    }
  })

  it.each(['a: [k9\nb: k8', 'a: *k9', 'a: !k9 b', 'k9: 1\n k8: 2', '{"a": k9', 'a: "\\k9"', '- k9\n\tk8: 1'])(
    'shows no line of a text that is no YAML or JSON: %j',
    (text) => {
      for (const filter of ['from_yaml', 'from_json']) {
        const shown = messageOf(`{{ text|${filter} }}`, { text: taint(text, label) })
        expect(shown).not.toMatch(/k8|k9/)
        expect(shown).toMatch(/\d/)
      }
    },
  )

  it('hides the lines of an excerpt', () => {
    const shown = messageOf('{{ ("a: [" ~ long ~ "\\nb: " ~ short)|from_yaml }}', { short, long })
    expect(shown).not.toMatch(/k9|correct|horse|battery/)
    expect(shown).toMatch(/\(\d+:\d+\)/)
  })

  it('keeps what is no secret', () => {
    expect(messageOf('{{ short.nope }}', { short })).toBe("'str object' has no attribute 'nope'")
    expect(messageOf('{{ {}.k9s ~ short }}', { short })).toBe("'dict object' has no attribute 'k9s'")
    expect(messageOf('{{ open.k9 }}', { open: {} })).toBe("'dict object' has no attribute 'k9'")
  })

  it('knows what another render made', () => {
    const environment = createEnvironment()
    const url = retain(environment.renderStringWithMap('u:{{ short }}', { short }))
    expect(messageOf('{{ {}[url] }}', { url })).toBe("'dict object' has no attribute 'u:(masked)'")
  })
})
