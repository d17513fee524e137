import { expect, test } from 'vitest'
import { editDistance, nearest } from '../src/nearest.ts'

test.each([
  ['web', 'web', 0],
  ['web', 'wbe', 1],
  ['replcas', 'replicas', 1],
  ['image', 'mirage', 2],
  ['', 'web', 3],
])('from %j to %j it takes %d edits', (left, right, edits) => {
  expect(editDistance(left, right)).toBe(edits)
})

test('the word with the fewest edits was meant, whatever its case', () => {
  expect(nearest('Replcas', ['replicas', 'image', 'replica'])).toBe('replicas')
})

test('a word that is too different was not meant', () => {
  expect(nearest('image', ['replicas', 'mirage'])).toBe('mirage')
  expect(nearest('db', ['web', 'worker'])).toBeUndefined()
  expect(nearest('web', [])).toBeUndefined()
})
