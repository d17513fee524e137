import { describe, expect, test } from 'vitest'
import { PyDict } from '../../../src/template/python/dict.ts'
import type { PyValue } from '../../../src/template/python/object.ts'
import { bind, signature } from '../../../src/template/python/signature.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'

const indent = signature('do_indent', 's', 'width=4', 'first=False', 'blank=False')

function bound(declared: ReturnType<typeof signature>, args: PyValue[], kwargs: Record<string, PyValue> = {}) {
  return bind(declared, args, new Map(Object.entries(kwargs)))
}

test('arguments come in the order of the declaration, defaults filled in', () => {
  expect(bound(indent, ['x'])).toEqual(['x', 4, false, false])
  expect(bound(indent, ['x', 2, true, true])).toEqual(['x', 2, true, true])
  expect(bound(indent, [], { blank: true, s: 'x' })).toEqual(['x', 4, false, true])
})

test('None that was given is no missing argument', () => {
  expect(bound(indent, ['x'], { width: null })).toEqual(['x', null, false, false])
})

test('the rest goes into *args and **kwargs', () => {
  const declared = signature('f', 'a', '*args', 'key=None', '**kwargs')
  const [a, args, key, kwargs] = bound(declared, [1, 2, 3], { key: 4, more: 5 })
  expect([a, key]).toEqual([1, 4])
  expect(args instanceof Tuple && args.items).toEqual([2, 3])
  expect(kwargs instanceof PyDict && [...kwargs.entries()]).toEqual([['more', 5]])
})

describe('arguments that do not fit fail as in CPython:', () => {
  test.each<[string, () => unknown]>([
    ["do_indent() missing 1 required positional argument: 's'", () => bound(indent, [])],
    ['do_indent() takes from 1 to 4 positional arguments but 5 were given', () => bound(indent, [1, 2, 3, 4, 5])],
    ["do_indent() got an unexpected keyword argument 'nope'", () => bound(indent, ['x'], { nope: 1 })],
    ["do_indent() got multiple values for argument 's'", () => bound(indent, ['x'], { s: 1 })],
    ["f() missing 2 required positional arguments: 'a' and 'b'", () => bound(signature('f', 'a', 'b'), [])],
    ["f() missing 3 required positional arguments: 'a', 'b', and 'c'", () => bound(signature('f', 'a', 'b', 'c'), [])],
    ['f() takes 0 positional arguments but 1 was given', () => bound(signature('f'), [1])],
    ['f() takes 1 positional argument but 2 were given', () => bound(signature('f', 'a'), [1, 2])],
    ["f() missing 1 required keyword-only argument: 'k'", () => bound(signature('f', '*', 'k'), [])],
    ['do_sum() takes from 2 to 4 positional arguments but 5 were given', () => bound(sum, [1, 2, 3, 4])],
    [
      "f() got some positional-only arguments passed as keyword arguments: 'a'",
      () => bound(signature('f', 'a', '/'), [], { a: 1 }),
    ],
  ])('%s', (message, call) => {
    expect(call).toThrow(expect.objectContaining({ name: 'TypeError', message }))
  })

  const sum = signature('do_sum', '@environment', 'iterable', 'attribute=None', 'start=0')
})
