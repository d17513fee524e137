import { describe, expect, it } from 'vitest'
import { translatePattern } from '../../../src/template/ansible/regex/syntax.ts'

const flags = { ignoreCase: false, multiline: false }

describe('patterns that JavaScript has no way to match', () => {
  it.each([
    ['a(?i:b)', 'a change of case sensitivity within a pattern at position 1'],
    ['(a)(?(1)b|c)', 'the conditional group (?(…)…) at position 3'],
    ['\\N{BULLET}', 'the named character \\N{…} at position 0'],
  ])('%s is refused with what and where', (pattern, what) => {
    expect(() => translatePattern(pattern, flags)).toThrow(
      expect.objectContaining({ name: 'NotImplementedError', message: expect.stringContaining(what) }),
    )
  })
})

describe('the groups of a translated pattern', () => {
  it('keep the numbers and names that Python gives them', () => {
    const { groups, names } = translatePattern('(?>(a))(?P<name>b)(c)', flags)
    expect(groups).toHaveLength(4)
    expect([...names]).toEqual([['name', 2]])
  })
})
