import { describe, expect, it } from 'vitest'
import { readPattern } from '../../../src/schemas/pattern/pattern.ts'
import { patternSchemas } from '../../support/schemas/patterns.ts'

describe('a pattern', () => {
  it.each(patternSchemas.map((one) => [String(one.schema['pattern']), one] as const))(
    'matches what Go takes it to match: %s',
    (source, { accepted, refused }) => {
      const pattern = readPattern(source)
      const matches = (text: unknown) => pattern?.test(String(text))

      expect(accepted.map(matches)).toEqual(accepted.map(() => true))
      expect(refused.map(matches)).toEqual(refused.map(() => false))
    },
  )

  it.each([
    'a**',
    '(a',
    'a)',
    '[a',
    '[[:letter:]]',
    '\\C',
    '\\p{Nobody}',
    'a{2,1}',
    'a{1001}',
    '(?=a)',
    '[z-a]',
    '[a-\\d]',
    '*',
    '\\xzz',
    '(?:a{100}){1000}',
  ])('is not read where Go has none, or it is not known: %s', (source) => {
    expect(readPattern(source)).toBeUndefined()
  })

  it('takes no time exponential in the text', () => {
    const text = `${'a'.repeat(20_000)}b`

    expect(readPattern('^(a+)+$')?.test(text)).toBe(false)
    expect(readPattern('^(a|a)*$')?.test(text)).toBe(false)
    expect(readPattern('^(a*)*b$')?.test(text)).toBe(true)
  })
})
