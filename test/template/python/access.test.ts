import { describe, expect, test } from 'vitest'
import { callMethod, getAttribute, getItem } from '../../../src/template/python/access.ts'
import { toPython } from '../../../src/template/python/convert.ts'
import { PyDict } from '../../../src/template/python/dict.ts'
import { PyFloat } from '../../../src/template/python/float.ts'
import { PyFunction } from '../../../src/template/python/function.ts'
import type { PyValue } from '../../../src/template/python/object.ts'
import { sub } from '../../../src/template/python/operators.ts'
import { Range } from '../../../src/template/python/range.ts'
import { repr } from '../../../src/template/python/show.ts'
import { signature } from '../../../src/template/python/signature.ts'
import { markup } from '../../../src/template/python/text.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'
import { Undefined } from '../../../src/template/python/undefined.ts'

const receivers: readonly [string, PyValue][] = [
  ['None', null],
  ['a bool', true],
  ['an int', 5],
  ['a large int', 10n ** 30n],
  ['a float', new PyFloat(1.5)],
  ['a str', 'text'],
  ['Markup', markup('text')],
  ['a list', [1]],
  ['a tuple', new Tuple([1])],
  ['a dict', PyDict.of([['a', 1]])],
  ['a range', new Range(0, 3, 1)],
  ['a function', new PyFunction('f', signature('f'), () => null)],
  ['a bound method', getAttribute('default', 'text', 'upper')],
  ['a view', callMethod('default', PyDict.of([['a', 1]]), 'keys', [])],
]

const names = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'length',
  'size',
  'items0',
  'implementation',
  'signature',
  'pyCall',
  'pyGetItem',
  'text',
  'spans',
  'value',
  'self',
  'method',
  'dict',
  '__class__',
  '__init__',
  '__globals__',
  '__subclasses__',
  '__call__',
  'call',
  'apply',
  'bind',
  'push',
  'slice',
  'charCodeAt',
  'repeat',
  'typeName',
  'moduleName',
]

describe.each(receivers)('from %s no name of JavaScript is reached', (_title, receiver) => {
  test.each(names)('%s', (name) => {
    expect(getAttribute('default', receiver, name)).toBeInstanceOf(Undefined)
    expect(getItem('default', receiver, name)).toBeInstanceOf(Undefined)
    expect(() => callMethod('default', receiver, name, [])).toThrow('has no attribute')
  })
})

test.each([
  '{0.__class__}',
  '{0.constructor}',
  '{0.__class__.__mro__}',
  '{0[__class__]}',
  '{0.__proto__}',
  '{0.toString}',
  '{a.__init__.__globals__}',
])('a format string reaches no internals: %s', (template) => {
  const data = PyDict.of([['a', 1]])
  for (const value of ['x', 5, data, [1]]) {
    const kwargs = new Map([['a', value]])
    expect(() => callMethod('default', template, 'format', [value], kwargs)).toThrow(
      /has no attribute|indices must be|__class__|not subscriptable/,
    )
  }
})

test('keys of data that JavaScript knows are keys like any other', () => {
  const data = toPython(JSON.parse('{"__proto__": {"polluted": 1}, "constructor": "c", "toString": 2}'))
  expect(getAttribute('default', data, 'constructor')).toBe('c')
  expect(getItem('default', data, 'toString')).toBe(2)
  expect(getAttribute('default', getAttribute('default', data, '__proto__'), 'polluted')).toBe(1)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})

test('an attribute comes before an item, and an item before an attribute in subscripts', () => {
  const data = PyDict.of([['items', 'mine']])
  expect(getAttribute('default', data, 'items')).not.toBe('mine')
  expect(getItem('default', data, 'items')).toBe('mine')
})

test('a value of None is found', () => {
  const data = PyDict.of([['n', null]])
  expect(getAttribute('strict', data, 'n')).toBeNull()
  expect(callMethod('strict', data, 'get', ['n', 'default'])).toBeNull()
  expect(callMethod('strict', '{n}', 'format_map', [data])).toBe('None')
})

test.each([
  ['a Date', new Date(0)],
  ['an instance', new (class Service {})()],
  ['a symbol', Symbol('x')],
  ['a Set', new Set([1])],
])('%s is no value for a template', (_title, value) => {
  expect(() => toPython({ key: value })).toThrow('is no value for a template')
})

test('data that contains itself is refused', () => {
  const data: Record<string, unknown> = {}
  data['self'] = data
  expect(() => toPython(data)).toThrow('contains itself')
})

test('a dict knows that it changed during iteration', () => {
  const data = PyDict.of([['a', 1]])
  expect(() => {
    for (const _ of data.keys()) data.set('b', 2)
  }).toThrow('dictionary changed size during iteration')
})

test('views of a dict subtract to a set', () => {
  const data = PyDict.of([
    ['a', 1],
    ['b', 2],
  ])
  const keys = callMethod('default', data, 'keys', [])
  expect(repr(sub(keys, ['a', 'x']))).toBe("{'b'}")
  expect(repr(sub(keys, keys))).toBe('set()')
  expect(callMethod('default', keys, 'isdisjoint', [['x']])).toBe(true)
  expect(() => sub(callMethod('default', data, 'values', []), [1])).toThrow(
    "unsupported operand type(s) for -: 'dict_values' and 'list'",
  )
})
