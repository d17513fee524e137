import { describe, expect, test } from 'vitest'
import { showSetHistory } from '../../../../src/output/sets/reads/history.ts'
import { createScreen } from '../../../../src/output/terminal/screen.ts'
import type { ListedRevision, ReleaseHistory } from '../../../../src/workflow/run/results.ts'
import { answered, now, placeOf, revisionOf, setOfEnds } from '../../../support/output/seen-releases.ts'

type Revisions = readonly ListedRevision[]

function shown(histories: Readonly<Record<string, Revisions>>, more: Partial<ReleaseHistory> = {}) {
  const [out, err]: [string[], string[]] = [[], []]
  const redact = (text: string) => text.replaceAll('hunter2', '(masked 1)')
  const streams = {
    stdout: { write: (text: string) => out.push(text) },
    stderr: { write: (text: string) => err.push(text) },
  }
  const ends = Object.entries(histories).map(([label, revisions]) =>
    answered<ReleaseHistory>(label, { ...placeOf(label), barriers: [], revisions, ...more }),
  )
  showSetHistory(setOfEnds(...ends), now, createScreen(streams, {}, redact), redact)
  const lines = (pieces: string[]) => pieces.join('').split('\n').slice(0, -1)
  return { out: lines(out), err: lines(err) }
}

const at = (minute: number) => ({ createdAt: `2026-11-21T05:0${minute}:00Z` })
const run = { id: '20261121T050100-9f3c', releases: 2, allOrNothing: undefined, lease: undefined }

describe('the history of several releases', () => {
  test('is in the order of time, the newest last, each with its release', () => {
    const { out, err } = shown({
      prod_bus: [revisionOf(1, { ...at(1), run }), revisionOf(2, at(4))],
      'prod_web@eu': [revisionOf(7, { ...at(2), run }), revisionOf(8, { ...at(3), reason: 'hunter2' })],
    })

    expect(out[0]).toMatch(/^RELEASE +REVISION +STATUS +.* RUN +REASON$/)
    expect(out.slice(1).map((line) => line.split(/ +/).slice(0, 2))).toEqual([
      ['prod_bus', '1'],
      ['prod_web@eu', '7'],
      ['prod_web@eu', '8'],
      ['prod_bus', '2'],
    ])
    expect(out.map((line) => line.includes(run.id))).toEqual([false, true, true, false, false])
    expect(out[3]).toMatch(/\(masked 1\)$/)
    expect(err).toEqual([])
  })

  test('keeps the order of a release where a revision does not say when it was', () => {
    const { out } = shown({
      prod_bus: [revisionOf(1, at(2)), revisionOf(2, { createdAt: '' }), revisionOf(3, at(4))],
      prod_web: [revisionOf(1, at(1)), revisionOf(2, at(3))],
    })

    expect(out.slice(1).map((line) => line.split(/ +/).slice(0, 2).join(' '))).toEqual([
      'prod_web 1',
      'prod_bus 1',
      'prod_bus 2',
      'prod_web 2',
      'prod_bus 3',
    ])
  })

  test('has the newest fifty, and says how many there are', () => {
    const many = Array.from({ length: 40 }, (_, index) => revisionOf(index + 1, at(1)))
    const { out, err } = shown({ prod_bus: many, prod_web: many.map((one) => ({ ...one, ...at(2) })) })

    expect(out).toHaveLength(51)
    expect(out[1]).toMatch(/^prod_bus +31 /)
    expect(err).toEqual(['the newest 50 of 80 revisions; -o json has all, and the history of one release'])
  })

  test('says of each release that it has no revision, and what else is to be known of it', () => {
    const expiry = { at: '2026-11-21T05:20:00Z' }
    const { out, err } = shown({ prod_bus: [], prod_web: [] }, { expiry })

    expect(out).toEqual([])
    expect(err).toEqual([
      '[prod_bus] no revision',
      expect.stringMatching(/^\[prod_bus\] expires 2026-11-21T05:20:00Z /),
      '[prod_web] no revision',
      expect.stringMatching(/^\[prod_web\] expires 2026-11-21T05:20:00Z /),
    ])
  })
})
