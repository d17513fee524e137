import { describe, expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'

const secret = 'p@ss/w0rd "quoted" & <more>\nsecond-line-of-it'

function redact(text: string, ...values: string[]): string {
  const masking = createMasking()
  masking.registerSecrets(values)
  return masking.redact(text)
}

describe('foreign text', () => {
  const encoded = Buffer.from(secret).toString('base64')
  const forms: Record<string, string> = {
    'as it is': secret,
    'in JSON': JSON.stringify({ a: secret }),
    "in Go's JSON": JSON.stringify({ a: secret }).replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
    'in a URL': `https://host/?q=${encodeURIComponent(secret)}`,
    'in a form': encodeURIComponent(secret).replaceAll('%20', '+'),
    'in base64': encoded,
    'in base64 after one byte': Buffer.from(`x${secret}`).toString('base64'),
    'in base64 after two bytes': Buffer.from(`xy${secret}zz`).toString('base64'),
    'as Go prints bytes with %#v': `[]byte{${[...Buffer.from(secret)].map((byte) => `0x${byte.toString(16)}`).join(', ')}}`,
    'in hex between dashes': Buffer.from(secret)
      .toString('hex')
      .toUpperCase()
      .replace(/..(?!$)/g, '$&-'),
    'as one line of it': 'log: second-line-of-it\n',
    'in YAML quotes': `'${secret.replaceAll("'", "''")}'`,
  }
  for (const [form, text] of Object.entries(forms)) {
    test(`shows no value that stands there ${form}`, () => {
      const shown = redact(text, secret)

      const inHex = ['0x70, 0x40', '70-40-73']
      for (const part of ['p@ss', 'second-line', encoded.slice(4, 20), encodeURIComponent('p@ss/w0rd'), ...inHex]) {
        expect(shown).not.toContain(part)
      }
      expect(shown).toContain('(masked 1)')
    })
  }

  // As Python 3 prints them.
  const quoted = 'it\'s "é"\there'
  test.each([
    ['repr()', String.raw`'it\'s "é"\there'`],
    ['ascii()', String.raw`'it\'s "\xe9"\there'`],
    ['json.dumps()', String.raw`"it's \"\u00e9\"\there"`],
  ])('shows no value as Python’s %s writes it', (_form, text) => {
    expect(redact(`error: ${text}`, quoted)).toMatch(/^error: ['"]\(masked 1\)['"]$/)
  })

  // As Go 1.25 prints them.
  const strange = 'bell\u0007sec!ret"\u001b\u00a0é\u{e0001}\u007f\\'
  test.each([
    ['%q', String.raw`bell\asec!ret\"\x1b\u00a0é\U000e0001\x7f\\`],
    ['%+q', String.raw`bell\asec!ret\"\x1b\u00a0\u00e9\U000e0001\x7f\\`],
  ])('shows no value as Go’s %s writes it', (_form, text) => {
    expect(redact(`unknown command "${text}"`, strange)).toBe('unknown command "(masked 1)"')
  })

  test.each([64, 76])('shows no line of a value in base64 that is broken at %i columns', (width) => {
    const long = Array.from({ length: 12 }, (_, index) => `line-${index}-of-a-long-key`).join('')
    const lines =
      Buffer.from(long)
        .toString('base64')
        .match(new RegExp(`.{1,${width}}`, 'g')) ?? []

    // A rest of a few characters could stand anywhere.
    const found = lines.filter((line) => line.length >= 12)
    expect(found.map((line) => redact(line, long))).toEqual(found.map(() => '(masked 1)'))
  })

  test('masks the longer of two values that overlap', () => {
    expect(redact('token-abcdef-xyz token-abcdef', 'token-abcdef', 'token-abcdef-xyz')).toBe('(masked 1) (masked 2)')
  })

  test('leaves no end of a value that another one overlaps', () => {
    expect(redact('x abcdefgh-the-rest x', 'abcdefgh', 'efgh-the-rest')).toBe('x (masked 1) x')
  })

  test('leaves tokens as they are where a value is a word of them, or a part of what another was masked with', () => {
    const masking = createMasking()
    const shown = masking.mask('hunter2')
    masking.registerSecrets(['masked', 'masked 1', '(masked', 'production'])

    expect(masking.redact(`${shown} ${shown} (masked) in production: masked`)).toBe(
      '(masked 1) (masked 1) (masked) in (masked 2): (masked 3)',
    )
  })

  test('numbers values in the order in which they stand', () => {
    expect(redact('first1 then second-longer', 'second-longer', 'first1')).toBe('(masked 1) then (masked 2)')
  })

  test('leaves values of fewer than six characters, which would be found in everything', () => {
    expect(redact('a pod failed', 'pod')).toBe('a pod failed')
  })

  test('treats every character of a value as itself', () => {
    expect(redact('x.*+?^$()|[]x and $& $1', '.*+?^$()|[]')).toBe('x(masked 1)x and $& $1')
  })

  // Once a fork was tried, it isn't tried again from the next offset: this took minutes.
  test.for(['$', '\\', "'", '%'])('finds a value of many %s, also where more of them stand before it', (sign) => {
    const value = `${sign.repeat(50)}x`

    const text = `a ${sign.repeat(1_200)}y ${'and more '.repeat(20)}`
    expect(redact(text, value)).toBe(text)
    expect(redact(`a ${sign.repeat(500)}x b`, value)).toMatch(/^a .*\(masked 1\) b$/)
  })

  test('hides a value of many signs in a text of as many readings', () => {
    const shown = redact(`a ${'$'.repeat(1_000)} ${'$'.repeat(400)}x`, `${'$'.repeat(400)}x`)

    expect(shown).toMatch(/^a [$ ]*\(masked 1\)[$]* \(masked 1\)$/)
    expect(shown).not.toContain('$x')
  })
})
