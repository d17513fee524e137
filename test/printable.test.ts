import { describe, expect, test } from 'vitest'
import { oneLine, printable } from '../src/printable.ts'

describe('foreign text', () => {
  test('loses colours, titles, links and cursor movements', () => {
    expect(printable('\u001b[31mred\u001b[0m \u001b]0;title\u0007\u001b[2Aup\u009b3J')).toBe('red up')
  })

  test('loses bells, carriage returns and what turns text around, and keeps lines and tabs', () => {
    expect(printable('a\u0007b\rc\r\nd\te\u202ef')).toBe('abc\nd\tef')
  })

  test('becomes one line', () => {
    expect(oneLine(' probe failed:\n\tHTTP 500\n')).toBe('probe failed: HTTP 500')
  })
})
