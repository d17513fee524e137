import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { callMethod } from '../../../src/template/python/access.ts'
import { formatValue } from '../../../src/template/python/format-value.ts'
import { hashKey } from '../../../src/template/python/hash.ts'
import { toList } from '../../../src/template/python/iterate.ts'
import { checkDeadline, limits } from '../../../src/template/python/limits.ts'
import type { PyValue } from '../../../src/template/python/object.ts'
import { add, eq, mod, mul, pow } from '../../../src/template/python/operators.ts'
import { Range } from '../../../src/template/python/range.ts'
import { repr, str } from '../../../src/template/python/show.ts'
import { Tuple } from '../../../src/template/python/tuple.ts'

const before = { ...limits }
beforeEach(() => {
  limits.maxRepeat = 1_000_000
})
afterEach(() => {
  Object.assign(limits, before)
})

const huge = 999_999_999
const big = 'x'.repeat(4096)

function call(self: PyValue, name: string, ...args: PyValue[]): PyValue {
  return callMethod('default', self, name, args)
}

describe('a template cannot make a value too large for memory:', () => {
  test.each<[string, () => unknown]>([
    ['a string repeated', () => mul('ab', huge)],
    ['a list repeated', () => mul([1, 2], huge)],
    ['a tuple repeated', () => mul(new Tuple([1]), huge)],
    ['zfill', () => call('1', 'zfill', huge)],
    ['center', () => call('1', 'center', huge)],
    ['ljust', () => call('1', 'ljust', huge)],
    ['expandtabs', () => call('\t', 'expandtabs', huge)],
    ['a width of a format spec', () => formatValue(1, `${huge}d`)],
    ['a width of a str’s format spec', () => formatValue('x', `${huge}`)],
    ['a precision of a format spec', () => formatValue(1, `.${huge}f`)],
    ['a width of %', () => mod(`%${huge}d`, 1)],
    ['a precision of %', () => mod(`%.${huge}d`, 1)],
    ['a starred width of %', () => mod('%*d', new Tuple([huge, 1]))],
    ['a power', () => pow(10, huge)],
    ['a product of large ints', () => mul(pow(2, 600_000), pow(2, 600_000))],
    ['replace', () => call(big, 'replace', 'x', big + big)],
    ['replace of nothing', () => call(big, 'replace', '', big + big)],
    ['join', () => call(big, 'join', mul(['a'], 10_000))],
    ['translate', () => call(big, 'translate', mul([big + big], 256))],
    ['to_bytes', () => call(1, 'to_bytes', huge)],
    ['a range as a list', () => toList(new Range(0, 1e12, 1))],
    ['extend', () => call(mul([1], 600_000), 'extend', mul([1], 600_000))],
    ['+ of strings', () => add('x'.repeat(600_000), 'x'.repeat(600_000))],
  ])('%s', (_title, make) => {
    expect(make).toThrow(expect.objectContaining({ name: 'LimitError' }))
  })

  test('a list that holds itself twice, again and again', () => {
    let list: PyValue = 'x'
    for (let depth = 0; depth < 60; depth++) list = [list, list]
    expect(() => repr(list)).toThrow(expect.objectContaining({ name: 'LimitError' }))
  })

  test('a tuple’s key of the same kind', () => {
    let tuple: PyValue = 'x'
    for (let depth = 0; depth < 60; depth++) tuple = new Tuple([tuple, tuple])
    expect(() => hashKey(tuple)).toThrow(expect.objectContaining({ name: 'LimitError' }))
  })

  test('an int of more than 4300 digits has no str, as in CPython', () => {
    expect(() => str(pow(10, 5000))).toThrow('Exceeds the limit (4300 digits) for integer string conversion')
  })
})

describe('nesting beyond the stack is a RecursionError:', () => {
  function nest(depth: number): PyValue {
    let list: PyValue = []
    for (let count = 0; count < depth; count++) list = [list]
    return list
  }

  test('repr', () => {
    expect(() => repr(nest(100_000))).toThrow(expect.objectContaining({ name: 'RecursionError' }))
    expect(repr(nest(500))).toHaveLength(1002)
  })

  test('comparison', () => {
    expect(() => eq(nest(100_000), nest(100_000))).toThrow(expect.objectContaining({ name: 'RecursionError' }))
  })

  test('a repr that failed leaves nothing behind', () => {
    expect(() => repr(nest(100_000))).toThrow()
    const list: PyValue[] = []
    list.push(list)
    expect(repr(list)).toBe('[[...]]')
    expect(repr([1])).toBe('[1]')
  })
})

test('work stops at the deadline', () => {
  limits.deadline = 1000
  limits.now = () => 1001
  expect(() => toList(new Range(0, 5000, 1))).toThrow('the render exceeds its time limit')
  expect(checkDeadline).toThrow(expect.objectContaining({ name: 'LimitError' }))
})
