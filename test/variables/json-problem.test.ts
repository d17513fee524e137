import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonProblem } from '../../src/variables/json-problem.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('a text that isn’t JSON', () => {
  test.each([
    ['', 0, 'a value'],
    ['  ', 2, 'a value'],
    ['abc', 0, 'a value'],
    ['{"a":}', 5, 'a value'],
    ['{"a" 1}', 5, ':'],
    ['{a: 1}', 1, 'a name in double quotes or }'],
    ['{"a": 1,}', 8, 'a name in double quotes'],
    ['{"a": 1 "b": 2}', 8, ', or }'],
    ['[1, 2', 5, ', or ]'],
    ['[1, ]', 4, 'a value'],
    ['[,]', 1, 'a value or ]'],
    ['[1}', 2, ', or ]'],
    ['"a', 0, 'a value'],
    ["'a'", 0, 'a value'],
    ['1 2', 2, 'nothing more'],
    ['01', 1, 'nothing more'],
    ['1.', 1, 'nothing more'],
    ['{}}', 2, 'nothing more'],
    [']', 0, 'a value'],
    ['nulls', 4, 'nothing more'],
    ['"\\x"', 0, 'a value'],
  ])('%j is told at %i: expected %s', (text, offset, expected) => {
    expect(jsonProblem(text)).toEqual({ offset, expected })
    expect(isJson(text)).toBe(false)
  })

  test('is none that JSON.parse takes, and the other way round', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '1', ' '),
        (json, at, more) => {
          const place = at % (json.length + 1)
          const text = json.slice(0, place) + more + json.slice(place + (at % 2))
          expect(jsonProblem(text) === undefined).toBe(isJson(text))
        },
      ),
      { numRuns: 2000 },
    )
  })
})
