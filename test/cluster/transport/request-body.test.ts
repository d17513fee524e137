import { describe, expect, test } from 'vitest'
import { applyPatch, bodyText } from '../../../src/cluster/transport/request-body.ts'

/** What the API server makes of these texts is tested in e2e/apply/text-round-trip.test.ts. */

describe('a request body', () => {
  test('is JSON, with the characters escaped that the server’s YAML reader misreads', () => {
    const text = 'a\u007f\u0080\u0085\u009f\u2028\u2029\ufffe\uffff\u00a0\ufeff\ufffd😀\u0000\n"\\'
    const body = bodyText({ [text]: text }, applyPatch)

    const written = '"a\\u007f\\u0080\\u0085\\u009f\\u2028\\u2029\\ufffe\\uffff\u00a0\ufeff\ufffd😀\\u0000\\n\\"\\\\"'
    expect(body).toBe(`{${written}:${written}}`)
    expect(JSON.parse(body)).toEqual({ [text]: text })
  })

  test('holds integers to the last digit', () => {
    expect(bodyText({ n: 9223372036854775807n, list: [-(2n ** 63n), 1] }, 'application/json')).toBe(
      '{"n":9223372036854775807,"list":[-9223372036854775808,1]}',
    )
  })

  test('of a server-side apply writes keys that are too long for a simple one as explicit keys', () => {
    const long = 'k'.repeat(1100)
    const escaped = '\u0085'.repeat(200)
    const value = { short: 1, [long]: [{ [escaped]: { a: 2n ** 60n } }] }

    expect(bodyText(value, applyPatch)).toBe(
      `{"short":1,? "${long}" : [{? "${'\\u0085'.repeat(200)}" : {"a":1152921504606846976}}]}`,
    )
    expect(JSON.parse(bodyText(value, 'application/json-patch+json').replace('1152921504606846976', '1'))).toEqual({
      short: 1,
      [long]: [{ [escaped]: { a: 1 } }],
    })
  })

  test('leaves keys that only might be too long as they are', () => {
    expect(bodyText({ ['k'.repeat(998)]: 1 }, applyPatch)).toBe(`{"${'k'.repeat(998)}":1}`)
    expect(bodyText({ ['k'.repeat(999)]: 1 }, applyPatch)).toMatch(/^\{\? /)
  })
})
