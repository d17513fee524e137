import { describe, expect, it } from 'vitest'
import { isExcepted, noSwitches } from '../../src/findings/switches.ts'

const web = { kind: 'Deployment', name: 'web-1' }

describe('an exception of a rule', () => {
  it.each([
    ['a whole rule', { rule: 'a' }, true],
    ['a kind', { rule: 'a', kind: 'Deployment' }, true],
    ['another kind', { rule: 'a', kind: 'Job' }, false],
    ['a name', { rule: 'a', name: 'web-1' }, true],
    ['a glob', { rule: 'a', name: 'web-*' }, true],
    ['a glob that ends elsewhere', { rule: 'a', name: '*-2' }, false],
    ['a name with the signs of a regular expression', { rule: 'a', name: 'web.1' }, false],
    ['another rule', { rule: 'b' }, false],
  ])('may be %s', (_, exception, expected) => {
    expect(isExcepted('a', web, { ...noSwitches, exceptions: [exception] })).toBe(expected)
  })
})
