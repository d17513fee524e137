import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Run, toRuns } from '../../../../src/output/diff/html/runs.ts'
import { diffLines } from '../../../support/output/example-diff.ts'

/** `[2.8]` marks what differs. */
function shown(runs: readonly Run[]): string[][] {
  return runs.map(({ lines }) =>
    lines.map(({ parts: [before, changed, after] }) => `${before}${changed === '' ? '' : `[${changed}]`}${after}`),
  )
}

describe('lines', () => {
  test('become runs: what is unchanged, and what is removed with what takes its place', () => {
    const runs = toRuns(diffLines(' a', ' b', '-c', '-d', '+e', '-f', '+g', '+h', ' i'))

    expect(shown(runs)).toEqual([['a', 'b'], ['c', 'd', 'e'], ['f', 'g', 'h'], ['i']])
    expect(runs.map(({ kind }) => kind)).toEqual(['context', 'change', 'change', 'context'])
  })

  test.each([
    ['a number as a whole', '-replicas: 3', '+replicas: 30', '[3]', '[30]'],
    ['a word as a whole', '-app: report', '+app: reports', '[report]', '[reports]'],
    ['the end of a version', '-image: web:2.8.1', '+image: web:2.9.1', 'web:2.[8].1', 'web:2.[9].1'],
    ['a character of two units', '-a: \u{1f600}', '+a: \u{1f601}', 'a: [\u{1f600}]', 'a: [\u{1f601}]'],
    ['what is new in a line', '-args: a', '+args: a b', 'args: a', 'args: a[ b]'],
  ])('have marked: %s', (_, removed, added, old, now) => {
    const [[before, after] = []] = shown(toRuns(diffLines(removed, added)))
    expect(before).toContain(old)
    expect(after).toContain(now)
  })

  test('that have nothing in common, or no counterpart, have nothing marked', () => {
    expect(shown(toRuns(diffLines('-abc', '+xyz')))).toEqual([['abc', 'xyz']])
    expect(shown(toRuns(diffLines('-a: 1', '+a: 2', '+b: 1')))).toEqual([['a: 1', 'a: 2', 'b: 1']])
  })

  test('keep their text whatever it is', () => {
    const line = fc.record({
      kind: fc.constantFrom('context' as const, 'added' as const, 'removed' as const),
      text: fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '\u{1f600}'), maxLength: 6 }),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const back = toRuns(lines).flatMap((run) =>
          run.lines.map(({ kind, parts }) => ({ kind, text: parts.join('') })),
        )
        expect(back).toEqual(lines)
      }),
    )
  })
})
