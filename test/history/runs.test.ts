import { describe, expect, test } from 'vitest'
import { runsIn } from '../../src/history/runs.ts'
import { revisionOf, storedAs, untrusted } from '../support/history/runs.ts'

describe('the runs in a history', () => {
  test('are those of its revisions, the one that wrote last at the end, each since its first revision', () => {
    const runs = runsIn([
      storedAs(revisionOf(1, 'A')),
      storedAs(revisionOf(2, 'B', { by: 'bob@desk' })),
      storedAs(revisionOf(3, 'A', { command: 'undo to 1' })),
      storedAs(revisionOf(4, undefined)),
    ])

    expect(runs.map(({ id, by, command }) => [id, by, command])).toEqual([
      ['B', 'bob@desk', 'apply'],
      ['A', 'ann@desk', 'apply'],
    ])
    expect(runs[1]?.createdAt).toBe('2026-11-21T06:00:01.000Z')
    expect(runs.some(({ isInForce }) => isInForce)).toBe(false)
  })

  test('are in force until something else was written', () => {
    const history = [storedAs(revisionOf(1, 'A')), storedAs(revisionOf(2, 'B', { status: 'failed', untouched: true }))]

    expect(runsIn(history).map(({ id, isInForce }) => [id, isInForce])).toEqual([
      ['A', true],
      ['B', false],
    ])
  })

  test('are cut off where the newest revision was never finished, or a later run found that', () => {
    const pending = storedAs(revisionOf(1, 'A', { status: 'pending' }))
    const found = storedAs(revisionOf(2, 'B', { status: 'failed', cutOff: true }))
    const failed = storedAs(revisionOf(3, 'C', { status: 'failed' }))

    expect(runsIn([pending, found, failed]).map(({ isCutOff }) => isCutOff)).toEqual([true, true, false])
  })

  test('have ended where any of their revisions says so', () => {
    const history = [storedAs(revisionOf(1, 'A', { runEnded: 'ended now' })), storedAs(revisionOf(2, 'A'))]

    expect(runsIn(history)[0]?.ended).toBe('ended now')
  })

  test('are not told by what is not trusted', () => {
    expect(runsIn([untrusted(1, 'A')])).toEqual([])
  })
})
