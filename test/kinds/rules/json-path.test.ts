import { describe, expect, test } from 'vitest'
import { parseJsonPath, textOf, valuesAt } from '../../../src/kinds/rules/json-path.ts'
import type { Json } from '../../../src/manifest/types.ts'

const value: Json = {
  spec: { 'a.b': 1, list: ['x', 'y', 'z'] },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', code: 7 },
      { type: 'Synced', status: 'False' },
      { status: 'Unknown' },
    ],
    none: null,
  },
}

function at(path: string): Json[] | undefined {
  const parsed = parseJsonPath(path)
  return parsed === undefined ? undefined : valuesAt(value, parsed)
}

describe('a path', () => {
  test.each<[string, Json[]]>([
    ['{.spec.list[0]}', ['x']],
    ['.spec.list[0]', ['x']],
    [' {$.spec.list[0]} ', ['x']],
    ['.spec.list[-1]', ['z']],
    ['.spec.list[3]', []],
    ['.spec.list[*]', ['x', 'y', 'z']],
    ['.spec.*', [1, ['x', 'y', 'z']]],
    ['.spec.a\\.b', [1]],
    [".spec['a.b']", [1]],
    ['.spec["a.b"]', [1]],
    ['.status.none', [null]],
    ['.status.none.more', []],
    ['.status.conditions.type', []],
    ['.spec[0]', []],
    ['.status.conditions[?(@.type=="Ready")].status', ['True']],
    [".status.conditions[?(@.type=='Synced')].status", ['False']],
    ['.status.conditions[?( @.code == 7 )].type', ['Ready']],
    // An item without the field is no match, as with kubectl.
    ['.status.conditions[?(@.type!="Ready")].status', ['False']],
    ['.status.conditions[?(@.type=="Ready")][?(@.x=="y")]', []],
    ['.spec.list[0:2]', ['x', 'y']],
    ['.spec.list[1:]', ['y', 'z']],
    ['.spec.list[-1:]', ['z']],
    ['.spec.list[::2]', ['x', 'z']],
    ['.spec.list[0,2]', ['x', 'z']],
    [".spec['a.b','list']", [1, ['x', 'y', 'z']]],
    ['..code', [7]],
    ['.status..type', ['Ready', 'Synced']],
    ['.status.conditions[?(@.type)].status', ['True', 'False']],
    ['.status.conditions[?(@.code>6)].type', ['Ready']],
    ['.status.conditions[?(@.code>=7)].type', ['Ready']],
    ['.status.conditions[?(@.code<7)].type', []],
    ['.status.conditions[?(@.code<=7)].type', ['Ready']],
    ['.status.conditions[?(@.type>1)].type', []],
  ])('leads to values: %s', (path, expected) => expect(at(path)).toEqual(expected))

  test.each([
    '',
    '{}',
    '$',
    'status',
    '.spec.list[0',
    '.spec.list[(@.length-1)]',
    '.status.conditions[?(@.type=="Ready]',
    '.status.conditions[?(@type=="Ready")]',
    '.a b',
    '..',
    '.a..',
    '.a...b',
    '.a[::0]',
    '.a[0:x]',
    '{.a}{.b}',
    '.a=b',
  ])('is refused: %j', (path) => expect(parseJsonPath(path)).toBeUndefined())

  test('leads to nothing in nothing', () => {
    expect(valuesAt(undefined, parseJsonPath('.a') ?? [])).toEqual([])
  })
})

describe('a value', () => {
  test.each<[Json, string]>([
    ['a b', 'a b'],
    [3, '3'],
    [9007199254740993n, '9007199254740993'],
    [false, 'false'],
    [null, 'null'],
    [['a', 1], '["a",1]'],
    [{ a: { b: 2n } }, '{"a":{"b":2}}'],
  ])('is told as kubectl prints it: %s', (json, text) => expect(textOf(json)).toBe(text))
})
