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

  it('hides the lines of an excerpt', () => {
    const shown = messageOf('{{ ("a: [" ~ long ~ "\\nb: " ~ short)|from_yaml }}', { short, long })
    expect(shown).not.toMatch(/k9|correct|horse|battery/)
    expect(shown).toContain('(masked)')
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
