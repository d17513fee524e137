import { describe, expect, test } from 'vitest'
import { parseHistoryKeys } from '../../../src/history/signing/keys.ts'
import { old, recent } from '../../support/history/signed.ts'

describe('the keys', () => {
  test('are apart by white space, and the first one signs', () => {
    expect(parseHistoryKeys(`  ${recent}\n${old} `).map(({ secret }) => secret)).toEqual([recent, old])
    expect(parseHistoryKeys(undefined)).toEqual([])
    expect(parseHistoryKeys(' ')).toEqual([])
  })

  test('too short are refused, without being shown', () => {
    expect(() => parseHistoryKeys(`${recent} tooshort`)).toThrow(
      /^KDEPLOY_HISTORY_KEY: key 2 of 2 has 8 characters, but needs at least 32$/,
    )
  })
})
