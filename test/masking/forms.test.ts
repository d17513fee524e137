import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'

/** Written by Python and Go themselves (test/golden/masking/generate.py). */
const cases = JSON.parse(readFileSync(new URL('../golden/masking/forms.json', import.meta.url), 'utf8')) as {
  readonly value: string
  readonly forms: Readonly<Record<string, string>>
}[]

function redact(text: string, ...values: string[]): string {
  const masking = createMasking()
  masking.registerSecrets(values)
  return masking.redact(text)
}

/** Quotes around a value, or the base64 of what stands before it. */
const longestRest = 10

describe('a known value', () => {
  for (const { value, forms } of cases) {
    for (const [form, text] of Object.entries(forms)) {
      test(`of ${value.length} characters leaves nothing of itself as ${form} writes it: ${value.slice(0, 12)}`, () => {
        const shown = redact(text, value)

        expect(shown.split('(masked 1)').length).toBeGreaterThan(1)
        const rest = shown.replaceAll('(masked 1)', '')
        expect(rest.length).toBeLessThanOrEqual(longestRest)
        for (let index = 0; index + 6 <= text.length; index++) {
          const piece = text.slice(index, index + 6)
          expect(shown.replaceAll('(masked 1)', '\0').includes(piece), piece).toBe(false)
        }
      })
    }
  }

  const value = 'p@ss/w$rd!x9'
  const base64 = Buffer.from(`https://u:${value}@db`).toString('base64')
  test.each([
    ['partly escaped, in a URL', 'postgres://u:p%40ss%2Fw$rd!x9@db/x', 'postgres://u:(masked 1)@db/x'],
    ['in hex of mixed case', 'p%40ss%2fw%24rd%21x9', '(masked 1)'],
    ['as .NET writes JSON', String.raw`{"a":"p@ss\/w$rd\u0021x9"}`, '{"a":"(masked 1)"}'],
    ['with upper case in the escape', String.raw`p\u0040ss\u002Fw\u0024rd!x9`, '(masked 1)'],
    ['in octal', String.raw`p\100ss\057w\044rd\041x9`, '(masked 1)'],
    ['in braces', String.raw`p\u{40}ss\x{2F}w$rd!x9`, '(masked 1)'],
    ['in JavaScript’s escape()', 'p%u0040ss/w%24rd%21x9', '(masked 1)'],
    ['quoted by a shell', String.raw`p\@ss/w\$rd\!x9`, '(masked 1)'],
    ['in HTML', 'p&commat;ss&sol;w&#36;rd&#x21;x9', '(masked 1)'],
    ['in HTML in JSON', String.raw`p\u0026commat;ss\u0026#47;w$rd!x9`, '(masked 1)'],
    ['in a URL twice', 'p%2540ss%252Fw%2524rd%2521x9', '(masked 1)'],
    ['in a URL in JSON three deep', String.raw`p\\\\u002540ss\\\\\/w$rd!x9`, '(masked 1)'],
    ['in a JSON pointer', 'p@ss~1w$rd!x9', '(masked 1)'],
    ['with its sign doubled', 'p@ss/w$$rd!x9', '(masked 1)'],
    ['over a line break', 'key: p@ss/w\n    $rd!x9 end', 'key: (masked 1) end'],
    ['over a line break that is escaped', String.raw`key: p@ss/w\r\n  $rd!x9 end`, 'key: (masked 1) end'],
    ['over a line break that YAML quotes', '"p@ss/\\\n  w$rd!x9"', '"(masked 1)"'],
    ['in base64 over a line break', `${base64.slice(0, 20)}\n    ${base64.slice(20)}`, 'aHR0cHM6Ly91O(masked 1)BkYg=='],
    ['in base64 over an escaped one', `${base64.slice(0, 20)}\\n${base64.slice(20)}`, 'aHR0cHM6Ly91O(masked 1)BkYg=='],
    ['in base64 in a URL', encodeURIComponent(Buffer.from('>>>?p@ss/w$rd!x9').toString('base64')), 'Pj4%2BP(masked 1)'],
    ['as bytes of JSON', JSON.stringify([...Buffer.from(value)]), '[(masked 1)]'],
    ['after a backslash of its own', String.raw`DOMAIN\p@ss/w$rd!x9`, String.raw`DOMAIN\(masked 1)`],
  ])('is found %s', (_form, text, shown) => {
    expect(redact(text, value)).toBe(shown)
  })

  test('is found in base64 with its padding, which may be escaped', () => {
    const encoded = Buffer.from(`${value}y`).toString('base64')
    expect(redact(`x ${encoded} y`, `${value}y`)).toBe('x (masked 1) y')
    expect(redact(`x ${encodeURIComponent(encoded)} y`, `${value}y`)).toBe('x (masked 1) y')
    expect(redact(`x ${encoded.replaceAll('=', '\\u003D')} y`, `${value}y`)).toBe('x (masked 1) y')
  })

  test('is found where an escape seems to begin before it, and it is escaped itself', () => {
    expect(redact(String.raw`CORP\nicole%21pass`, 'nicole!pass')).toBe(String.raw`CORP\(masked 1)`)
    expect(redact('100%41bcdefg', '41bcdefg')).toBe('100%(masked 1)')
    expect(redact(String.raw`C:\new%20dir`, String.raw`C:\new dir`)).toBe('(masked 1)')
  })

  test('is found where its own text looks like an escape', () => {
    expect(redact('a%41b\\n&lt;c', 'a%41b\\n&lt;c')).toBe('(masked 1)')
    expect(redact(encodeURIComponent('a%41b\\n&lt;c'), 'a%41b\\n&lt;c')).toBe('(masked 1)')
  })

  test.each([
    ['as it is', 'one\ntwo\nthree'],
    ['indented', '    one\n    two\n    three'],
    ['with escaped line breaks', String.raw`one\ntwo\r\nthree`],
    ['in one line', 'one two three'],
    ['in YAML quotes', 'one\n\n  two\n\n  three'],
  ])('of several short lines is found %s', (_form, text) => {
    expect(redact(text, 'one\ntwo\nthree').trim()).toBe('(masked 1)')
  })

  test('of six characters, one of them a line break, is not found without it', () => {
    expect(redact('ab\ncde abcde', 'ab\ncde')).toBe('(masked 1) abcde')
  })
})

describe('a mixture of escapes, each character by itself', () => {
  const hex = (number: number, digits: number) => number.toString(16).padStart(digits, '0')
  const bytes = (sign: string, text: string) => [...Buffer.from(text)].map((byte) => sign + hex(byte, 2)).join('')
  const units = (sign: string, text: string) =>
    text
      .split('')
      .map((unit) => sign + hex(unit.charCodeAt(0), 4))
      .join('')
  const escapes: readonly ((character: string) => string)[] = [
    (character) => bytes('%', character),
    (character) => bytes('%', character).toUpperCase(),
    (character) => bytes('\\x', character),
    (character) => units('\\u', character),
    (character) => units('\\\\u', character).toLowerCase(),
    (character) => bytes('%25', character),
    (character) => `&#${character.codePointAt(0)};`,
    (character) => `&#x${hex(character.codePointAt(0) ?? 0, 2)};`,
    (character) => (/[A-Za-z0-9\n]/.test(character) ? character : `\\${character}`),
  ]
  const wholes: readonly ((text: string) => string)[] = [
    (text) => text,
    (text) => JSON.stringify(text).slice(1, -1),
    encodeURIComponent,
    (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  ]
  const alphabet = [...'abcxyzABCXYZ0189 !#$()*+,-./:;<=>?@[]^_`{|}~éß語😀\n']

  test('hides no value, whatever is mixed', () => {
    let state = 20261128
    const below = (limit: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * limit)
    }
    const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T
    for (let round = 0; round < 1000; round++) {
      const middle = Array.from({ length: 4 + below(40) }, () => pick(alphabet)).join('')
      const value = `v${middle}w`
      const escaped = Array.from(value, (character) => (below(2) === 0 ? character : pick(escapes)(character))).join('')
      const text = pick(wholes)(pick(wholes)(escaped))

      expect(redact(`see ${text} end`, value), `${JSON.stringify(value)} as ${text}`).toBe('see (masked 1) end')
    }
  })
})

describe('lines that are shown together', () => {
  const redactLines = (lines: string[], ...values: string[]) => {
    const masking = createMasking()
    masking.registerSecrets(values)
    return masking.redactLines(lines)
  }

  test('stay as many, with a token for each part of a value, and their indentation', () => {
    expect(redactLines(['a', 'x: abcd', '  efgh', '  ijkl y', '', 'b'], 'abcdefghijkl')).toEqual([
      'a',
      'x: (masked 1)',
      '  (masked 1)',
      '  (masked 1) y',
      '',
      'b',
    ])
  })

  test('are what they were where they hold nothing', () => {
    expect(redactLines(['a', '', 'b'], 'abcdefghijkl')).toEqual(['a', '', 'b'])
  })

  test('hold several values in one line', () => {
    expect(redactLines(['first1 second2 first1', 'second2'], 'first1', 'second2')).toEqual([
      '(masked 1) (masked 2) (masked 1)',
      '(masked 2)',
    ])
  })
})

describe('text that means to be slow', () => {
  const units = [
    'a',
    '%',
    '%25',
    '%2',
    "'",
    '"',
    '\\',
    '\\\\u0061',
    '\\x61',
    '\n',
    ' ',
    ' \n',
    '\\n',
    '&',
    '&amp;',
    '&aaaaaaaa',
    '+',
    '\\xc3\\xa9',
    '$',
    '~1',
    'AAAA',
    '\r',
  ]
  const values = ['a'.repeat(40), `${'A'.repeat(60)}b`, 'hunter2-hunter2', 'it\'s "so" %25 \\ &amp;', 'x'.repeat(11)]

  // Each reading of each part is followed once: twice the text takes twice the time, not its square.
  test.each(units)(
    'is read in time that grows with it: %j',
    (unit) => {
      const masking = createMasking()
      masking.registerSecrets(values)
      const cost = (length: number) => {
        const text = unit.repeat(Math.ceil(length / unit.length))
        masking.redact(text)
        const began = process.cpuUsage()
        masking.redact(text)
        const { user, system } = process.cpuUsage(began)
        return (user + system) / 1000
      }
      const base = Math.max(cost(4_000), 20)
      expect(cost(40_000) / base).toBeLessThan(60)
    },
    60_000,
  )
})
