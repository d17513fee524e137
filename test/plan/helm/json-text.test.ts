import { describe, expect, test } from 'vitest'
import { topLevelString } from '../../../src/plan/helm/json-text.ts'

/** The text that stands there, quotes included. */
function found(json: string): string | undefined {
  const range = topLevelString(json, 'manifest')
  return range === undefined ? undefined : json.slice(range.start, range.end)
}

describe('a string in the text of a JSON object', () => {
  test.each([
    ['the only one', '{"manifest":"a"}', '"a"'],
    ['with blanks around', '{\n "manifest"\t:\r\n "a" }', '"a"'],
    ['empty', '{"manifest":""}', '""'],
    ['under a key that is written with escapes', '{"manifes\\u0074":"a"}', '"a"'],
    ['with quotes in it', '{"manifest":"a\\"b","c":1}', '"a\\"b"'],
    ['with a backslash at its end', '{"manifest":"a\\\\","c":"d"}', '"a\\\\"'],
    ['the last of that name', '{"manifest":"a","manifest":"b"}', '"b"'],
    ['behind brackets in strings', '{"x":"}]{[","manifest":"a"}', '"a"'],
    ['behind one of that name further down', '{"x":{"manifest":"a"},"y":[{"manifest":"b"}],"manifest":"c"}', '"c"'],
    ['behind itself as a value', '{"x":"manifest","manifest":"a"}', '"a"'],
  ])('is found: %s', (_, json, expected) => expect(found(json)).toBe(expected))

  test.each([
    ['no such key', '{"manifests":"a"}'],
    ['one further down only', '{"x":{"manifest":"a"}}'],
    ['another type', '{"manifest":["a"]}'],
    ['another type where it stands last', '{"manifest":"a","manifest":null}'],
    ['no map', '["manifest","a"]'],
    ['a string', '"manifest"'],
  ])('is not found: %s', (_, json) => expect(found(json)).toBeUndefined())

  test('may have several megabytes', () => {
    const long = JSON.stringify('\\"x'.repeat(2_000_000))
    expect(found(`{"x":${long},"manifest":${long}}`)?.length).toBe(long.length)
  })
})
