import { expect, test } from 'vitest'
import { driftLines } from '../../src/output/drift-lines.ts'
import { cutMarked } from '../../src/shorten.ts'

function told(deployed: unknown, live: unknown, redact = (text: string) => text) {
  const json = (value: unknown) => (value === undefined ? undefined : JSON.stringify(value))
  const facts = { field: 'data.a', change: 'changed', by: 'kubectl-edit', at: undefined } as const
  const drift = [{ ...facts, deployed: json(deployed), live: json(live) }]
  return driftLines({ drift, claimedBy: undefined }, redact).map(({ text, changed }) => [cutMarked(text), ...changed])
}

test('both values stand in the line, or the one that there is, cut', () => {
  expect(told('a', ['b'])).toEqual([['data.a (changed by kubectl-edit): "a" -> ["b"]']])
  expect(told(undefined, 2)).toEqual([['data.a (changed by kubectl-edit): 2']])
  const [[cut = ''] = []] = told('x'.repeat(5000), 'y')
  expect(cut).toMatch(/^data\.a \(changed by kubectl-edit\): "x{99}… -> "y"$/)
})

test('of texts of several lines those that differ stand below, masked before they are taken apart', () => {
  expect(told('a: 1\nb: 2\nc: 3\n', 'a: 1\nb: 5\nc: 3\n')).toEqual([
    ['data.a (changed by kubectl-edit)', '- b: 2', '+ b: 5'],
  ])
  expect(told('a\nb\nb\n', 'a\nb\n')).toEqual([['data.a (changed by kubectl-edit)', '- b']])
  const redact = (text: string) => text.replaceAll('two\nlines', '(masked 1)')
  expect(told('a\nb', 'a\ntwo\nlines', redact)[0]).toEqual(['data.a (changed by kubectl-edit)', '- b', '+ (masked 1)'])
})

test('of many lines the first stand there', () => {
  const lines = (letter: string) => Array.from({ length: 8 }, (_, index) => `${letter}${index}`).join('\n')
  expect(told(lines('a'), lines('b'))[0]?.slice(-3)).toEqual(['+ b0', '+ b1', '… and 6 more lines'])
})
