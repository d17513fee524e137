import fc from 'fast-check'
import { load, YAML11_SCHEMA } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { integerOf, numberOf } from '../../src/json.ts'
import type { Json } from '../../src/json-map.ts'
import { readDocuments } from '../../src/yaml/read.ts'
import { writeYaml } from '../../src/yaml/write.ts'

const TRICKY = (
  'yes Yes on OFF y N true null ~ Null nan NaN .inf -.Inf .nan = << - -- --- ... . .. + ? : , # & * ! | > % @ ` ' +
  '0 -0 012 0o14 0x1F 0X1F 0b1 08 1e3 1E3 1.e3 .5 1. 1_000 _1 1__0 1:30 190:20:30 2001-01-01 2001-01-01T00:00:00Z ' +
  '1.2.3 v1.2 10.0.0.1:80 500m 1Gi 12e4567 a:b a: :a a# #a -a --on=yes {} [] {a} [a] a,b %a @a &a *a !a !!str 1,000'
).split(' ')
const SPACED = [
  '',
  ' ',
  '  ',
  '\n',
  '\n\n',
  ' a',
  'a ',
  'a: b',
  'a #b',
  '- a',
  '? a',
  '--- a',
  'a\n',
  'a\n\n',
  '\na',
  ' a\nb',
  'a\n b',
  'a\n  ',
  '::error::a',
  'a\n  ::error::b',
  '##vso[a]b',
  'a \\ ##[b]\nc',
  'a\n\t',
  '\ta\nb',
  'a\n\tb\n',
  'a\r\nb',
  'a\rb',
  "it's",
  '"q"',
  'a\\b',
  '#!/bin/sh\nexit 0\n',
  '---\na: 1\n',
  '\u0000',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  '\ufffe',
  '😀',
  'é\nü\n',
  'a\u0000\nb',
  '2001-12-14 21:59:43.10 -5',
]
const NASTY = [...TRICKY, ...SPACED]

const text = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '-', ':', '#', '"', "'", '\\', '0', 'e', '.', '|', '\r') }),
)
const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }).map(integerOf),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : numberOf(number))),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

function read(yaml: string): unknown {
  const documents = readDocuments(yaml, 'written.yaml')
  expect(documents).toHaveLength(1)
  return documents[0]?.value
}

describe('writeYaml', () => {
  it('writes text that reads back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(read(writeYaml(value))).toEqual(value)
      }),
      { numRuns: 1000 },
    )
  })

  it('quotes every string that a YAML 1.1 reader would take for something else', () => {
    for (const string of NASTY) {
      expect(load(writeYaml({ key: string }), { schema: YAML11_SCHEMA })).toEqual({ key: string })
      expect(load(writeYaml([string, string]), { schema: YAML11_SCHEMA })).toEqual([string, string])
    }
  })

  it('writes documents that can follow each other', () => {
    fc.assert(
      fc.property(fc.array(json, { minLength: 1, maxLength: 4 }), (values) => {
        const stream = values.map((value) => `---\n# Source: a.yaml\n${writeYaml(value)}`).join('')
        expect(readDocuments(stream, 'written.yaml').map((document) => document.value)).toEqual(values)
      }),
    )
  })

  it('leaves ordinary strings plain, and keeps the order of keys', () => {
    const value = { image: 'repo:5000/app@sha256:0f', args: ['--flag=x', '-v'], cpu: '500m', url: 'http://a.b/c?d=e#f' }
    expect(writeYaml(value)).toBe(
      'image: repo:5000/app@sha256:0f\nargs:\n- --flag=x\n- -v\ncpu: 500m\nurl: http://a.b/c?d=e#f\n',
    )
  })

  it('writes text of several lines as a literal block', () => {
    expect(writeYaml({ a: 'one\n\n  two\n', b: ['x\ny', { c: 'z\nz\n\n' }] })).toBe(
      'a: |\n  one\n\n    two\nb:\n- |-\n  x\n  y\n- c: |+\n    z\n    z\n\n',
    )
  })

  it('quotes what a CI obeys in a log', () => {
    expect(writeYaml({ '::error::a': 'b ##vso[c]\n  ::error::d\n' })).toBe(
      '"\\u003a:error::a": "b \\u0023#vso[c]\\n  ::error::d\\n"\n',
    )
  })

  it('writes a key that is too long for a simple one as an explicit key', () => {
    const value = { ['k'.repeat(2000)]: { a: [1, { b: 'x\ny\n' }] }, z: [] }
    expect(writeYaml(value)).toMatch(/^\? k+\n: a:\n/)
    expect(read(writeYaml(value))).toEqual(value)
  })

  it('writes integers to the last digit', () => {
    expect(writeYaml([9223372036854775807n, -(2n ** 63n), 9007199254740991])).toBe(
      '- 9223372036854775807\n- -9223372036854775808\n- 9007199254740991\n',
    )
  })

  it('writes floats so that YAML 1.1 readers take them for floats', () => {
    expect(writeYaml([1e21, -1.5e-7, 0.1, -0])).toBe('- 1.0e+21\n- -1.5e-7\n- 0.1\n- 0\n')
  })
})
