import { describe, expect, test } from 'vitest'
import type { Shown } from '../../../src/masking/shown.ts'
import { cutEnd, cutMiddle, padStart, widthOf, wrap } from '../../../src/output/terminal/text-width.ts'

const shown = (text: string) => text as Shown

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
    expect(cutEnd(shown('日本語'), 5)).toBe('日本…')
    expect(cutEnd(shown('日本語'), 4)).toBe('日…')
    expect(cutEnd(shown('web'), 3)).toBe('web')
    expect(cutEnd(shown('web'), 0)).toBe('')
  })

  test('keeps both ends of a name that is too long', () => {
    expect(cutMiddle(shown('Deployment web-frontend-12'), 13)).toBe('Deploy…end-12')
    expect(widthOf(cutMiddle(shown('日本語日本語日本語'), 8))).toBeLessThanOrEqual(8)
  })

  test('fills by columns', () => {
    expect(padStart(shown('日'), 4)).toBe('  日')
  })
})

describe('a text in lines', () => {
  test.each([
    ['one two three', 20, 3, ['one two three']],
    ['one two three', 8, 3, ['one two', 'three']],
    ['one two three', 7, 3, ['one two', 'three']],
    ['one two three four', 5, 2, ['one', 'two …']],
    ['abcdefghij k', 4, 9, ['abcd', 'efgh', 'ij k']],
    ['日本語 日本語', 7, 9, ['日本語', '日本語']],
    ['', 5, 3, ['']],
  ])('%j of %d columns, at most %d', (text, columns, most, lines) => {
    expect(wrap(shown(text), columns, most)).toEqual(lines)
  })
})
