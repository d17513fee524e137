import { describe, expect, it } from 'vitest'
import {
  dataKey,
  dns1035Label,
  dnsLabel,
  dnsSubdomain,
  domainPath,
  environmentName,
  labelValue,
  misses,
  pathSegment,
  percentage,
  portName,
  qualifiedName,
  searchDomain,
  strictEnvironmentName,
  type TextForm,
  wildcardSubdomain,
} from '../../../src/validation/forms/texts.ts'

/** Texts that have a form, and texts that don't. */
const cases: readonly (readonly [string, TextForm, readonly string[], readonly string[]])[] = [
  ['dnsLabel', dnsLabel, ['a', 'a-1', '0'], ['', 'A', '-a', 'a-', 'a.b', 'a_b', 'a'.repeat(64)]],
  ['dnsSubdomain', dnsSubdomain, ['a', 'a.b-c.d'], ['', 'a..b', '.a', 'a.', 'a.-b', 'a'.repeat(254)]],
  ['dns1035Label', dns1035Label, ['a1', 'a-1'], ['1a', 'a-', 'a.b']],
  ['wildcardSubdomain', wildcardSubdomain, ['*.a.b'], ['*', '*a.b', 'a.*.b', '*.A']],
  ['searchDomain', searchDomain, ['.', 'a.b', '_tcp.a.', 'a'], ['', 'a..b', '-a', 'a b']],
  [
    'qualifiedName',
    qualifiedName,
    ['a', 'A_b.c-1', 'a.b/C'],
    ['', '/a', 'a/', 'a/b/c', 'A.b/c', '-a', `a/${'b'.repeat(64)}`],
  ],
  ['labelValue', labelValue, ['', 'A_b.c-1', '1'], ['a b', '-a', 'a-', 'a/b', 'a'.repeat(64)]],
  ['dataKey', dataKey, ['a', '.a', 'A_b-1', 'a..b'], ['', '.', '..', '..a', 'a/b']],
  ['pathSegment', pathSegment, ['a b', 'system:a', '...'], ['', '.', '..', 'a/b', '50%']],
  ['environmentName', environmentName, ['A', '1a', 'a b', 'a-b.c'], ['', 'A=B', 'ä', 'a\nb']],
  ['strictEnvironmentName', strictEnvironmentName, ['A', '_a', 'a-b.c'], ['', '1a', '..', 'a b']],
  ['portName', portName, ['http', 'h2', '1a', 'a-b'], ['', '80', 'a--b', '-a', 'HTTP', 'a'.repeat(16)]],
  ['percentage', percentage, ['0%', '100%'], ['', '1', '1.5%', '-1%', '%']],
  ['domainPath', domainPath, ['a.b/c', 'a.b/C/d~e'], ['', 'a.b', '/c', 'A.b/c', 'a.b/c d']],
]

describe('a text', () => {
  it.each(cases)('has the form %s or misses it', (_, form, right, wrong) => {
    expect(right.filter((text) => misses(text, form) !== undefined)).toEqual([])
    expect(wrong.filter((text) => misses(text, form) === undefined)).toEqual([])
  })

  it('that is too long is told its length', () => {
    expect(misses('a'.repeat(64), dnsLabel)).toBe('must have at most 63 characters, not 64')
  })
})
