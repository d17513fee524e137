import assert from 'node:assert/strict'
import { test } from 'node:test'
import { total } from './total.js'

test('adds tax to the sum of all prices', () => {
  assert.equal(total([1000, 250], 20), 1500)
})

test('charges nothing for an empty basket', () => {
  assert.equal(total([], 20), 0)
})
