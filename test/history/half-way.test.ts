import { describe, expect, test } from 'vitest'
import { cutShortMark, describeHalfWay, halfWayRuns, unsettledRuns } from '../../src/history/half-way.ts'
import type { Revision } from '../../src/history/records/revision.ts'
import { runsIn } from '../../src/history/runs.ts'
import { revisionOf, storedAs } from '../support/history/runs.ts'

type Told = readonly [run: string, more?: Partial<Revision>]

function seen(releases: Readonly<Record<string, readonly Told[]>>) {
  return new Map(
    Object.entries(releases).map(([label, revisions]) => [
      label,
      runsIn(revisions.map(([run, more], index) => storedAs(revisionOf(index + 1, run, more)))),
    ]),
  )
}

function halfWay(releases: Readonly<Record<string, readonly Told[]>>): string[] {
  return halfWayRuns(seen(releases), 'now').map(({ id, left, cutOff }) => `${id}: ${left} (${cutOff})`)
}

describe('what stands half-way', () => {
  test('is a run that never ended, with the releases that are as it left them', () => {
    const pending: Told = ['X', { status: 'pending' }]

    expect(halfWay({ bus: [['W'], ['X']], db: [['W'], pending], app: [['W', { runEnded: 'ended now' }]] })).toEqual([
      'X: bus,db (db)',
    ])
  })

  test('is no run that marked any of its revisions as ended before it was killed', () => {
    expect(halfWay({ bus: [['X', { runEnded: 'ended now' }]], db: [['X']] })).toEqual([])
  })

  test('is no release that a later run wrote, or found as it should be', () => {
    expect(halfWay({ bus: [['X'], ['now']], db: [['X', { runEnded: 'superseded by now' }]], app: [['X']] })).toEqual([
      'X: app ()',
    ])
  })

  test('is no run of one release, whose own revision says it, and not the run that looks', () => {
    expect(halfWay({ bus: [['X', { run: { id: 'X', releases: 1 } }]], db: [['now']] })).toEqual([])
  })

  test('is told in a line, with what brings it back', () => {
    const [run] = halfWayRuns(seen({ bus: [['X']], db: [['X', { status: 'pending' }]] }), 'now')
    const now = Date.parse('2026-11-21T06:05:01Z')

    expect(run === undefined ? '' : describeHalfWay(run, now)).toBe(
      "run X by ann@desk, 5 min ago (2026-11-21T06:00:01Z), didn't end: 2 of its 3 releases are as it left them (bus, db), 1 of them cut off (db); kdeploy undo --run X brings them back",
    )
  })
})

describe('a release whose run came to no good end', () => {
  const unsettled = (...told: readonly Told[]) =>
    [...seen({ bus: told }).values()].flatMap((runs) => unsettledRuns(runs, 'now')).map(({ id }) => id)
  const cutShort: Partial<Revision> = { runEnded: `ended now${cutShortMark}` }

  test('is as a run left it that was killed or cut short', () => {
    expect(unsettled(['X'])).toEqual(['X'])
    expect(unsettled(['W'], ['X', cutShort])).toEqual(['X'])
  })

  test('is none once a run ended well, another one wrote it or found it well, or it was deployed alone', () => {
    expect(unsettled(['X', { runEnded: 'ended now' }])).toEqual([])
    expect(unsettled(['X', cutShort], ['Y', { runEnded: 'ended now' }])).toEqual([])
    expect(unsettled(['X', { runEnded: 'superseded by Y' }])).toEqual([])
    expect(unsettled(['X', { run: { id: 'X', releases: 1 } }])).toEqual([])
    expect(unsettled(['now'])).toEqual([])
  })
})
