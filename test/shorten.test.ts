import { describe, expect, test } from 'vitest'
import { cutMarked, excerpt, shorten } from '../src/shorten.ts'

/** As the screen does it: masked first. */
const shown = (text: string) => cutMarked(text.replaceAll('hunter2', '(masked 1)'))

describe('what is to be cut', () => {
  test('is whole until then, so that a value is found that goes over the limit', () => {
    expect(shorten(`${'a'.repeat(8)}hunter2`, { most: 10 })).toContain('hunter2')
    expect(shown(shorten(`${'a'.repeat(8)}hunter2b`, { most: 10 }))).toBe('aaaaaaaa(masked 1)…')
  })

  test('is left as it is within its limits', () => {
    expect(shorten('a\nb', { most: 3, firstLines: 2 })).toBe('a\nb')
  })

  test('loses lines from its end or its beginning', () => {
    expect(shown(`x: ${shorten('a\nb\nc', { firstLines: 1 })}.`)).toBe('x: a….')
    expect(shown(shorten('a\nb\nc', { lastLines: 2 }))).toBe('b\nc')
  })

  test('may stand in one another', () => {
    expect(shown(shorten(`a ${shorten('b'.repeat(20), { most: 5 })} c`, { most: 9 }))).toBe('a bbbbb… …')
  })

  test('is cut between characters', () => {
    expect(shown(shorten('🚀🚀🚀', { most: 2 }))).toBe('🚀🚀…')
  })

  test('leaves no mark where another has cut it', () => {
    const [half = ''] = shorten('a\nb', { firstLines: 1 }).split('\n')
    expect(shown(half)).toBe('a')
  })
})

describe('an excerpt', () => {
  const line = (before: string, after: string) => shown(excerpt({ gutter: '7', before, after, width: 20 }))

  test('has the caret under its character', () => {
    expect(line('a: ', '[b')).toBe('7 | a: [b\n  |    ^')
    expect(line('\ta: ', '[b')).toBe('7 | →a: [b\n  |     ^')
  })

  test('is cut around the caret, at both ends, after it is masked', () => {
    const [source, caret] = line(`${'x'.repeat(40)}hunter2: `, `!${'y'.repeat(40)}`).split('\n')
    expect(source).toBe(`7 | …: !${'y'.repeat(17)}…`)
    expect(source?.[caret?.indexOf('^') ?? 0]).toBe('!')
    expect(source).not.toContain('unter')
  })
})
