import { expect, test } from 'vitest'
import { narrowPair } from '../../../src/output/progress/narrow-pair.ts'

const long = (middle: string) => `config: '{${'"a": 1, '.repeat(20)}"level": "${middle}"${', "z": 2'.repeat(20)}}'`

test('lines that fit stay whole', () => {
  expect(narrowPair('a: 1', 'a: 2', 80)).toEqual(['a: 1', 'a: 2'])
})

test('of longer ones what differs stays, with some of what is around it, and the key', () => {
  expect(narrowPair(long('info'), long('debug'), 80)).toEqual([
    'config: …": 1, "a": 1, "level": "info", "z": 2, "z": 2, "z": …',
    'config: …": 1, "a": 1, "level": "debug", "z": 2, "z": 2, "z": …',
  ])
})

test('nothing of what differs is left out, however long, nor a character split', () => {
  const [before, after] = narrowPair(`a: ${'x'.repeat(200)}`, `a: ${'😀'.repeat(200)}`, 80)

  expect([before, after]).toEqual([`a: ${'x'.repeat(200)}`, `a: ${'😀'.repeat(200)}`])
  expect(narrowPair(`${'a'.repeat(100)}b`, 'a'.repeat(100), 80)).toEqual([`…${'a'.repeat(24)}b`, `…${'a'.repeat(24)}`])
})
