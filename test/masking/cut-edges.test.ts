import { describe, expect, test } from 'vitest'
import { createMasking } from '../../src/masking/masking.ts'

const value = 'hunter2-correct-horse-battery-staple'
const filler = '.'.repeat(1000)

function redact(text: string, ...values: string[]): string {
  const masking = createMasking()
  masking.registerSecrets(values)
  return masking.redact(text)
}

describe('a long text that was cut within a known value', () => {
  test('loses the value’s beginning at its end, and its end at its beginning', () => {
    expect(redact(`${filler} pw=${value.slice(0, 20)}`, value)).toBe(`${filler} pw=(masked 1)`)
    expect(redact(`${value.slice(9)} ${filler}\n`, value)).toBe(`(masked 1) ${filler}\n`)
  })

  test('loses six characters, but not five', () => {
    expect(redact(`${filler} ${value.slice(0, 6)}`, value)).toBe(`${filler} (masked 1)`)
    expect(redact(`${filler} ${value.slice(0, 5)}`, value)).toBe(`${filler} ${value.slice(0, 5)}`)
  })

  test('loses the longest of several, also of values that are like themselves', () => {
    const values = ['abcabcabcabcabcX', 'abcabcY-and-more', 'unrelated-value']
    expect(redact(`${filler} abcabcabcabcabc`, ...values)).toBe(`${filler} (masked 1)`)
    expect(redact(`${filler} xabcabc`, ...values)).toBe(`${filler} x(masked 1)`)
  })

  test('knows values that were learned after another text', () => {
    const masking = createMasking()
    masking.registerSecrets(['another-value'])
    masking.redact(filler)
    masking.registerSecrets([value])
    expect(masking.redact(`${filler}${value.slice(0, 12)}`)).toBe(`${filler}(masked 1)`)
  })

  test('is left where it is short, since nobody cuts such', () => {
    expect(redact(`pw=${value.slice(0, 20)}`, value)).toBe(`pw=${value.slice(0, 20)}`)
  })
})
