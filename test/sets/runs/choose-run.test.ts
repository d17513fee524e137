import { describe, expect, test } from 'vitest'
import { runsIn } from '../../../src/history/runs.ts'
import { chooseRun } from '../../../src/sets/runs/choose-run.ts'
import { revisionOf, storedAs } from '../../support/history/runs.ts'

const ids = ['20261130T010000-aaaa', '20261130T010000-bbbb', '20261130T020000-cccc', '20261130T030000-dddd']
const [first = '', , apply = '', undo = ''] = ids
const runs = new Map([
  [
    'bus',
    runsIn(
      ids.map((id, index) => storedAs(revisionOf(index + 1, id, { command: id === undo ? 'undo to 2' : 'apply' }))),
    ),
  ],
])

const chosen = (meant: string) => chooseRun(meant, runs, 0)

describe('the run that a person means', () => {
  test('is named whole, or by a beginning that no other has', () => {
    expect(chosen(first)).toBe(first)
    expect(chosen('20261130T02')).toBe(apply)
  })

  test('is the last apply of several releases, where it is called that', () => {
    expect(chosen('last')).toBe(apply)
  })

  test('is refused where several begin so, with those', () => {
    expect(() => chosen('20261130T01')).toThrow('2 runs begin with "20261130T01"')
  })

  test('is refused where there is none', () => {
    expect(() => chosen('2025')).toThrow('none of the releases has a revision of a run "2025"')
    expect(() => chosen('')).toThrow('none of the releases has a revision of a run ""')
    expect(() => chooseRun('last', new Map(), 0)).toThrow('none of the releases has a revision of an apply of several')
  })
})
