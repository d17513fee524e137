import { describe, expect, test } from 'vitest'
import { gravest } from '../../../src/cli/session/exit-codes.ts'

describe('the exit code of several releases', () => {
  test('is 0 of none', () => {
    expect(gravest([])).toBe(0)
  })

  test.each([
    [[0, 1, 0], 1],
    [[0, 2, 1], 2],
    [[2, 6], 6],
    [[6, 4], 4],
    [[4, 3], 3],
    [[3, 5], 5],
    [[5, 70], 70],
    [[70, 130], 130],
    [[5, 143], 143],
  ] as const)('of %j is %i', (codes, code) => {
    expect(gravest(codes)).toBe(code)
    expect(gravest([...codes].reverse())).toBe(code)
  })
})
