import { describe, expect, test } from 'vitest'
import { cutEnd, cutMiddle, padStart, widthOf } from '../../src/output/text-width.ts'

describe('the width of a text on a terminal', () => {
  test.each([
    ['web', 3],
    ['\u001b[31mweb\u001b[39m', 3],
    ['日本語', 6],
    ['한국', 4],
    ['ｱｲｳ', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['🚀', 2],
    ['👩‍👩‍👧', 2],
    ['⚠️', 2],
    ['', 0],
  ])('of %j is %d', (text, width) => {
    expect(widthOf(text)).toBe(width)
  })

  test('cuts by columns and never through a character', () => {
    expect(cutEnd('日本語', 5)).toBe('日本…')
    expect(cutEnd('日本語', 4)).toBe('日…')
    expect(cutEnd('web', 3)).toBe('web')
    expect(cutEnd('web', 0)).toBe('')
  })

  test('keeps both ends of a name that is too long', () => {
    expect(cutMiddle('Deployment web-frontend-12', 13)).toBe('Deploy…end-12')
    expect(widthOf(cutMiddle('日本語日本語日本語', 8))).toBeLessThanOrEqual(8)
  })

  test('fills by columns', () => {
    expect(padStart('日', 4)).toBe('  日')
  })
})
