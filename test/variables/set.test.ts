import { describe, expect, it } from 'vitest'
import { KdeployError } from '../../src/errors.ts'
import type { Json } from '../../src/json-map.ts'
import { explainVariables } from '../../src/variables/explain.ts'
import { assignmentNode, checkJson, parseAssignment, typedValue } from '../../src/variables/set.ts'
import { evaluate, layer } from '../support/variables/layers.ts'

function toJson(path: readonly string[]): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), 1)
}

describe('--set', () => {
  it.each<[string, Json]>([
    ['true', true],
    ['false', false],
    ['null', null],
    ['3', 3],
    ['-3', -3],
    ['1.5', 1.5],
    ['', ''],
    ['yes', 'yes'],
    ['True', 'True'],
    ['1.10', '1.10'],
    ['1.0', '1.0'],
    ['007', '007'],
    ['1e3', '1e3'],
    ['0x10', '0x10'],
    [' 3', ' 3'],
    ['12345678901234567890', '12345678901234567890'],
    ['Infinity', 'Infinity'],
    ['{{ x }}', '{{ x }}'],
  ])('types %j as %j', (text, value) => {
    expect(typedValue(text)).toEqual(value)
  })

  it('nests as deep as YAML does', () => {
    const deep = (levels: number) => parseAssignment('--set', `${'a.'.repeat(levels - 1)}a=1`)
    expect(deep(500).path).toHaveLength(500)
    expect(() => deep(501)).toThrow('nests more than 500 maps')
    const node = layer('a', toJson(deep(500).path))
    expect(explainVariables(node)).toHaveLength(1)
  })

  it('types integers of up to 64 bits, to the last digit', () => {
    const texts = ['9007199254740993', '9223372036854775807', '-9223372036854775808', '9223372036854775808', '-0', '00']
    expect(texts.map(typedValue)).toEqual([
      9007199254740993n,
      9223372036854775807n,
      -9223372036854775808n,
      '9223372036854775808',
      '-0',
      '00',
    ])
  })

  it('takes dots for nesting, \\. for a dot, and all behind the first = for the value', () => {
    expect(parseAssignment('--set', 'a.b=c=d')).toEqual({ path: ['a', 'b'], text: 'c=d' })
    expect(parseAssignment('--set', 'labels.example\\.org/x=1').path).toEqual(['labels', 'example.org/x'])
    const assignment = parseAssignment('--set', 'a.b=2')
    const { variables } = evaluate(layer('a', { a: { b: 1, c: 1 } }), assignmentNode('--set', assignment, 2))
    expect(variables).toEqual({ a: { b: 2, c: 1 } })
  })

  it.each([
    ['a', '--set "a" has no ='],
    ['=1', '--set "" has an empty key'],
    ['a..b=1', '--set "a..b" has an empty key'],
    ['a[0]=1', '--set "a[0]" sets an item of a list'],
  ])('refuses %j', (argument, message) => {
    expect(() => parseAssignment('--set', argument)).toThrow(KdeployError)
    expect(() => parseAssignment('--set', argument)).toThrow(message)
  })
})

describe('--set-json', () => {
  it.each([
    ['db={"port": }', 'db', 'column 10: expected a value'],
    ['db={"port":\n 1 2}', 'db', 'line 2, column 4: expected , or }'],
    ['tag=1.2.3', 'tag', 'column 4: expected nothing more'],
    ['name=shop', 'name', 'column 1: expected a value'],
    ['name=', 'name', 'column 1: expected a value'],
  ])('%j is refused with the place, and without its text', (argument, name, problem) => {
    const check = () => checkJson('--set-json', parseAssignment('--set-json', argument))
    expect(check).toThrow(`--set-json "${name}" is not JSON: ${problem}`)
    expect(check).toThrow(expect.objectContaining({ hint: expect.stringContaining(`--set-json '${name}=`) }))
  })
})
