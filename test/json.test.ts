import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { integerOf, type Json, numberOf, parseJson, stringifyJson } from '../src/json.ts'

const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '1', '0', ''))
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('":1234567890123456789,', '[1234567890123456', '\\"', '\\\\', '\ud800', '\u2028', '\ufeff'),
)
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.constantFrom(true, false, null),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(integerOf),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : numberOf(number))),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value

describe('stringifyJson and parseJson', () => {
  it('bring back every value, integers of 64 bits to the last digit', () => {
    fc.assert(
      fc.property(json, fc.constantFrom(0, 2), (value, indent) => {
        expect(parseJson(stringifyJson(value, indent))).toEqual(value)
      }),
      { numRuns: 2000 },
    )
  })

  it('write what JSON.stringify writes of values without such integers', () => {
    const plain = {
      a: [1, undefined, { b: undefined, c: 'ü\u2028' }, [], {}],
      d: null,
      e: () => 1,
      f: 1.5,
      g: '\ud800',
    }
    for (const indent of [0, 2]) {
      const written = stringifyJson({ ...plain, z: 9007199254740993n }, indent)
      expect(written).toBe(
        JSON.stringify({ ...plain, z: 0 }, undefined, indent).replace(/0(\n?\})$/, '9007199254740993$1'),
      )
    }
  })
})

describe('parseJson', () => {
  it.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
    // The API server holds these as doubles.
    ['9223372036854775808', 9223372036854776000],
    ['18446744073709551615', 18446744073709552000],
    ['100000000000000000000', 1e20],
    ['1e+23', 1e23],
    ['1.5', 1.5],
  ])('takes %s as the API server does', (number, value) => {
    expect(parseJson(number)).toBe(value)
    expect(parseJson(` [ ${number} , { "a" : ${number} } ] `)).toEqual([value, { a: value }])
  })

  it('reads digits within a text as text', () => {
    const said = { 'a": [9223372036854775807': '", [9223372036854775807, \\' }
    expect(parseJson(JSON.stringify(said))).toEqual(said)
  })

  it('keeps a key that is called __proto__, and the last of two', () => {
    const value = parseJson('{"__proto__": 9223372036854775807, "a": 1, "a": 2}') as object
    expect(Object.entries(value)).toEqual([
      ['__proto__', 9223372036854775807n],
      ['a', 2],
    ])
  })

  it.each(['', '{', '[1,]', '{"a":01}', '[9223372036854775807', "'a'"])('refuses %j as JSON.parse does', (broken) => {
    expect(() => parseJson(broken)).toThrow(SyntaxError)
  })

  it('reads deep nesting, and megabytes with a long integer, in bounded time', () => {
    const deep = `${'['.repeat(1000)}9223372036854775807${']'.repeat(1000)}`
    expect(() => parseJson(deep)).not.toThrow()
    const wide = stringifyJson(
      Array.from({ length: 20_000 }, (_, index) => ({ index, text: 'x"\\'.repeat(30), n: 2n ** 60n })),
    )
    const started = performance.now()
    parseJson(wide)
    expect(performance.now() - started).toBeLessThan(2000)
  })
})

describe('numberOf', () => {
  it.each([
    [1e3, 1000],
    [1e18, 1000000000000000000n],
    [2 ** 60, 1152921504606847000n],
    [2 ** 63, 2 ** 63],
    [1e21, 1e21],
    [0.5, 0.5],
  ])('gives %d the form of the integer that JSON makes of it', (double, number) => {
    expect(numberOf(double)).toBe(number)
    expect(parseJson(stringifyJson(double))).toBe(number)
  })
})
