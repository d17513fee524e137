import { describe, expect, it } from 'vitest'
import { isExcepted, noSwitches } from '../../src/findings/switches.ts'

const web = { kind: 'Deployment', name: 'web-1' }

describe('an exception of a rule', () => {
  it('is about what is named by its content, by the name in its template', () => {
    const object = { kind: 'ConfigMap', name: 'cfg-0123456789' }
    expect(isExcepted('a', object, { ...noSwitches, exceptions: [{ rule: 'a', name: 'cfg' }] })).toBe(true)
  })

  it('takes no longer for a pattern of many wildcards', () => {
    const object = { kind: 'Pod', name: 'a'.repeat(250) }
    const exceptions = [{ rule: 'a', name: `${'*a'.repeat(40)}*b` }]
    expect(isExcepted('a', object, { ...noSwitches, exceptions })).toBe(false)
  })

  it.each([
    ['a whole rule', { rule: 'a' }, true],
    ['a kind', { rule: 'a', kind: 'Deployment' }, true],
    ['another kind', { rule: 'a', kind: 'Job' }, false],
    ['a name', { rule: 'a', name: 'web-1' }, true],
    ['a glob', { rule: 'a', name: 'web-*' }, true],
    ['a glob that ends elsewhere', { rule: 'a', name: '*-2' }, false],
    ['a name with the signs of a regular expression', { rule: 'a', name: 'web.1' }, false],
    ['another rule', { rule: 'b' }, false],
    ['a glob with several wildcards', { rule: 'a', name: '*e*-*' }, true],
    ['a glob whose ends overlap', { rule: 'a', name: 'web-*b-1' }, false],
    ['the name of a template', { rule: 'a', name: 'web-1' }, true],
  ])('may be %s', (_, exception, expected) => {
    expect(isExcepted('a', web, { ...noSwitches, exceptions: [exception] })).toBe(expected)
  })
})
