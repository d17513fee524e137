import { describe, expect, test } from 'vitest'
import type { Json } from '../../../src/manifest/types.ts'
import { compareFields } from '../../../src/plan/diff/compare.ts'
import { linesOf } from '../../../src/plan/diff/lines.ts'

/** `action path: before → after` of each field. */
function changes(before: Json | undefined, after: Json | undefined, model: Json | undefined = after): string[] {
  return compareFields(before, after, model).map(
    ({ action, path, before: old, after: now }) => `${action} ${path}: ${JSON.stringify(old)} → ${JSON.stringify(now)}`,
  )
}

function lines(before: Json, after: Json): string[] {
  const signs = { added: '+', removed: '-', context: ' ' }
  return compareFields(before, after, after)
    .flatMap(linesOf)
    .flatMap(({ path, lines: shown }) => [`@@ ${path}`, ...shown.map(({ kind, text }) => signs[kind] + text)])
}

describe('the fields in which two values differ', () => {
  test.each<[string, Json, Json, string[]]>([
    ['nothing', { a: 1 }, { a: 1 }, []],
    ['a scalar', { spec: { replicas: 2 } }, { spec: { replicas: 3 } }, ['change spec.replicas: 2 → 3']],
    ['a field that comes', { a: {} }, { a: { b: null } }, ['change a: {} → {"b":null}']],
    ['a field that goes', { a: 1, b: 2 }, { b: 2 }, ['remove a: 1 → undefined']],
    ['null and nothing', { a: null, b: 1 }, { b: 1 }, ['remove a: null → undefined']],
    ['an empty map and nothing', {}, { a: {} }, ['change : {} → {"a":{}}']],
    ['a type', { a: '1' }, { a: 1 }, ['change a: "1" → 1']],
    ['a key with a dot', { a: { 'b.c/d': '1' } }, { a: { 'b.c/d': '2' } }, ['change a["b.c/d"]: "1" → "2"']],
    [
      'an item put first',
      { c: [{ name: 'a', i: 1 }] },
      { c: [{ name: 'side' }, { name: 'a', i: 2 }] },
      ['add c[name=side]: undefined → {"name":"side"}', 'change c[name=a].i: 1 → 2'],
    ],
    [
      'the order of items that nobody renamed',
      { c: [{ name: 'a' }, { name: 'b' }, { name: 'x' }] },
      { c: [{ name: 'b' }, { name: 'a' }] },
      [
        'remove c[name=x]: {"name":"x"} → undefined',
        'order c: [{"name":"a"},{"name":"b"}] → [{"name":"b"},{"name":"a"}]',
      ],
    ],
    [
      'one port of several without names',
      {
        ports: [
          { port: 1, protocol: 'TCP' },
          { port: 2, protocol: 'TCP' },
        ],
      },
      {
        ports: [
          { port: 1, protocol: 'TCP' },
          { port: 2, protocol: 'TCP', nodePort: 3 },
        ],
      },
      ['add ports[port=2,protocol=TCP].nodePort: undefined → 3'],
    ],
    [
      'one port in two protocols',
      {
        ports: [
          { port: 1, protocol: 'TCP' },
          { port: 1, protocol: 'UDP' },
        ],
      },
      { ports: [{ port: 1, protocol: 'UDP' }] },
      ['remove ports[port=1,protocol=TCP]: {"port":1,"protocol":"TCP"} → undefined'],
    ],
    [
      'an item of which only the name changes',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'C', value: '2' },
          { name: 'D', value: '2' },
        ],
      },
      ['change env[name=B].name: "B" → "C"', 'add env[name=D]: undefined → {"name":"D","value":"2"}'],
    ],
    ['a list of scalars, as a whole', { a: [1, 2] }, { a: [2, 1] }, ['change a: [1,2] → [2,1]']],
    [
      'items that nothing tells apart',
      { rules: [{ verbs: ['a'] }, { verbs: ['b'] }, { verbs: ['c'] }] },
      { rules: [{ verbs: ['a'] }, { verbs: ['x', 'b'] }, { verbs: ['c'] }] },
      ['change rules[1].verbs: ["b"] → ["x","b"]'],
    ],
    [
      'one of them less',
      { rules: [{ verbs: ['a'] }, { verbs: ['b'] }, { verbs: ['c'] }] },
      { rules: [{ verbs: ['b'] }, { verbs: ['c'] }] },
      ['remove rules[0]: {"verbs":["a"]} → undefined'],
    ],
    [
      'items of which two have one name',
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
      {
        env: [
          { name: 'A', value: '1' },
          { name: 'A', value: '3' },
        ],
      },
      ['change env[1].value: "2" → "3"'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected)
  })

  test('an object that is created or deleted is one change', () => {
    expect(changes(undefined, { a: 1 })).toEqual(['add : undefined → {"a":1}'])
    expect(changes({ a: 1 }, undefined)).toEqual(['remove : {"a":1} → undefined'])
  })

  test('know where the model has them, though its items stand elsewhere and leave defaults out', () => {
    const before = {
      ports: [
        { port: 1, protocol: 'TCP' },
        { port: 2, protocol: 'TCP', x: 1 },
      ],
    }
    const after = {
      ports: [
        { port: 1, protocol: 'TCP' },
        { port: 2, protocol: 'TCP', x: 2 },
      ],
      data: { k: 'v' },
    }
    const model = { ports: [{ port: 2, x: 2 }, { port: 1 }], stringData: { k: 'v' } }

    expect(compareFields(before, after, model).map(({ modelPath }) => modelPath)).toEqual([
      ['ports', 0, 'x'],
      ['stringData'],
    ])
  })
})

describe('as lines', () => {
  test('a text shows what differs in it, and whether it ends with a newline', () => {
    const text = (level: string, end = '\n') => `a\nb\nc\nd\ne\nlevel=${level}\nf${end}`
    expect(lines({ data: { conf: text('1') } }, { data: { conf: text('2', '') } })).toEqual([
      ...['@@ data.conf', ' c', ' d', ' e', '-level=1', '+level=2', ' f', '+\\ no newline at the end'],
    ])
  })

  test('two places of a text that are far apart stand by themselves, each with its line in the new text', () => {
    const text = (first: string, last: string) => [first, ...'abcdefghij', last].join('\n')
    const [before, after] = [{ a: text('1', '1') }, { a: `new\n${text('2', '2')}` }]

    expect(compareFields(before, after, after).flatMap(linesOf)).toMatchObject([
      { path: 'a', textLine: 0 },
      { path: 'a', textLine: 12 },
    ])
  })

  test('a place at which lines go and others come is where the first one comes', () => {
    const [before, after] = [{ a: 'gone\nb\nc\nold\n' }, { a: 'b\nc\nnew\n' }]

    expect(compareFields(before, after, after).flatMap(linesOf)).toMatchObject([{ path: 'a', textLine: 2 }])
    expect(compareFields(before, { a: 'b\nc\nold\n' }, after).flatMap(linesOf)).toMatchObject([{ textLine: 0 }])
  })

  test('an item that comes knows the one that it stands after, and a renamed one keeps its place or moves', () => {
    const list = (...names: string[]) => ({ a: names.map((name) => ({ name, value: name.length })) })
    const found = (before: Json, after: Json) =>
      compareFields(before, after, after).map(({ action, path, behind }) => [action, path, behind])

    expect(found(list('x', 'y'), list('x', 'new', 'y'))).toEqual([['add', 'a[name=new]', '[name=x]']])
    expect(found(list('x', 'y'), list('new', 'x', 'y'))).toEqual([['add', 'a[name=new]', '']])
    expect(found(list('x', 'yy'), list('z', 'yy'))).toEqual([['change', 'a[name=x].name', undefined]])
    expect(found(list('x', 'yy'), list('yy', 'z'))).toEqual([
      ['change', 'a[name=x].name', undefined],
      ['order', 'a', undefined],
    ])
  })

  test('two places of a list that are far apart have a gap between them', () => {
    const list = (first: string, last: string) => [first, ...'abcdefghij', last]
    expect(lines({ a: list('1', '1') }, { a: list('2', '2') })).toContain(' …')
  })

  test('a list shows the items around the one that differs', () => {
    expect(lines({ args: ['-a', '-b', '-c'] }, { args: ['-a', '-x', '-c'] })).toEqual([
      ...['@@ args', ' - -a', '-- -b', '+- -x', ' - -c'],
    ])
  })

  test('an item of a list keeps its dash, a field its key', () => {
    const env = (...names: string[]) => ({ env: names.map((name) => ({ name, value: name })) })
    expect(lines(env('A', 'B'), env('A'))).toEqual(['@@ env', '-- name: B', '-  value: B'])
    expect(lines({ a: { b: 1 } }, { a: { b: { c: 2 } } })).toEqual(['@@ a', '-b: 1', '+b:', '+  c: 2'])
  })

  test('another order shows what tells the items apart', () => {
    const list = (...names: string[]) => ({ c: names.map((name) => ({ name, image: name })) })
    expect(lines(list('a', 'b'), list('b', 'a'))).toEqual(['@@ c (order)', '-- name: a', ' - name: b', '+- name: a'])
  })
})
