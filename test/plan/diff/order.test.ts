import { expect, test } from 'vitest'
import type { Json } from '../../../src/manifest/types.ts'
import { orderLike } from '../../../src/plan/diff/order.ts'

const parse = (text: string) => JSON.parse(text) as Json

test('keys come in the order of the model, others after them', () => {
  const ordered = orderLike({ c: 1, b: { y: 1, x: 2 }, a: [{ q: 1, p: 2 }] }, { a: [{ p: 0, q: 0 }], b: { x: 0 } })

  expect(JSON.stringify(ordered)).toBe('{"a":[{"p":2,"q":1}],"b":{"x":2,"y":1},"c":1}')
})

test('keys that every JavaScript object has are those of the value, no more and no less', () => {
  const value = parse('{"__proto__": "a", "constructor": "b", "c": 1}')
  const model = parse('{"toString": "x", "c": 0}')

  expect(JSON.stringify(orderLike(value, model))).toBe('{"c":1,"__proto__":"a","constructor":"b"}')
  expect(JSON.stringify(orderLike(parse('{"c": 1}'), value))).toBe('{"c":1}')
})
