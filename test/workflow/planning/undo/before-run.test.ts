import { describe, expect, test } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import type { StoredRevision } from '../../../../src/history/store.ts'
import { beforeRun, refuseUnlessOfRun } from '../../../../src/workflow/planning/undo/before-run.ts'
import { revisionOf, storedAs, untrusted } from '../../../support/history/runs.ts'

const cutOff: Partial<Revision> = { status: 'failed', cutOff: true }
const pending: Partial<Revision> = { status: 'pending' }
const failed: Partial<Revision> = { status: 'failed' }
const untouched: Partial<Revision> = { status: 'failed', untouched: true }

function told(history: readonly StoredRevision[]): string {
  const before = beforeRun(history, 'X')
  if (before.kind === 'restore') return `restore ${before.target.number}`
  return 'reason' in before ? `${before.kind}: ${before.reason}` : before.kind
}

function history(...revisions: (readonly [string | undefined, Partial<Revision>?])[]): StoredRevision[] {
  return revisions.map(([run, more], index) => storedAs(revisionOf(index + 1, run, more)))
}

describe('where a release was before a run', () => {
  test.each([
    ['at the revision before it', history(['W'], ['X']), 'restore 1'],
    [
      'before the first of several revisions',
      history(['W'], ['X', failed], ['X', { restores: 1 }], ['X']),
      'restore 1',
    ],
    [
      'there already, once its own undo brought it back',
      history(['W'], ['X', failed], ['X', { restores: 1 }]),
      'restore 1',
    ],
    ['at what an undo had brought back', history(['U'], ['V'], ['W', { restores: 1 }], ['X']), 'restore 3'],
    ['before a revision that it was killed over', history(['W'], ['X', pending]), 'restore 1'],
    ['before one that was found to be cut off', history(['W'], ['X', cutOff]), 'restore 1'],
    ['at a state for which nobody had waited', history(['V'], ['W', { status: 'applied' }], ['X']), 'restore 2'],
    ['at the last good state, where it found a failed one', history(['V'], ['W', failed], ['X']), 'restore 1'],
    ['at what ran, where a deploy before it had written nothing', history(['V'], ['W', untouched], ['X']), 'restore 1'],
    ['beneath a later run that wrote nothing', history(['W'], ['X'], ['Y', untouched]), 'restore 1'],
    ['nowhere, as it made the release', history(['X'], ['X', failed]), 'delete'],
    ['nowhere, as only deploys that wrote nothing came before', history(['W', untouched], ['X']), 'delete'],
    [
      'where it is, as a later run wrote since',
      history(['W'], ['X'], ['Y']),
      'untouched: revision 3 came after it (apply by ann@desk, run Y)',
    ],
    [
      'not there yet, where an undo of it failed',
      history(['W'], ['X'], ['Y', { ...failed, restores: 1 }]),
      'restore 1',
    ],
    ['not there yet, where an undo was killed', history(['W'], ['X'], ['Y', { ...pending, restores: 1 }]), 'restore 1'],
    ['reached', history(['W'], ['X'], ['Y', { restores: 1 }]), 'untouched: revision 3 brought it back already'],
    [
      'where it is, as an undo to another state failed',
      history(['V'], ['W'], ['X'], ['Y', { ...failed, restores: 1 }]),
      'untouched: revision 4 came after it (apply by ann@desk, run Y)',
    ],
    [
      'where it is, as an undo without a run did',
      history(['V'], ['W'], ['X'], [undefined, { restores: 1 }]),
      'untouched: revision 4 came after it (apply by ann@desk)',
    ],
    ['where it is, as it has no revision of it', history(['W']), 'untouched: it has no revision of that run'],
    ['where it is, as nothing was ever deployed', [], 'untouched: it has no revision of that run'],
    ['where it is, as that run wrote nothing', history(['W'], ['X', untouched]), 'untouched: that run wrote nothing'],
    [
      'unknown, where nothing before succeeded',
      history(['W', failed], ['X']),
      'unknown: no earlier revision succeeded',
    ],
    [
      'unknown, where what came before is trimmed',
      [storedAs(revisionOf(4, 'X'))],
      'unknown: no revision before 4 is kept any more',
    ],
  ])('is %s', (_, revisions, expected) => {
    expect(told(revisions)).toBe(expected)
  })

  test.each([
    ['the newest revision', [...history(['W'], ['X']), untrusted(3, undefined)], 3],
    ['the only one that says it is of the run', [...history(['W']), untrusted(2, 'X')], 2],
    [
      'one between the last good state and the run',
      [...history(['W']), untrusted(2, 'V'), storedAs(revisionOf(3, 'X'))],
      2,
    ],
    ['the first of the run', [...history(['W']), untrusted(2, 'X'), storedAs(revisionOf(3, 'X'))], 2],
  ])('is unknown where %s is not trusted', (_, revisions, number) => {
    expect(told(revisions)).toBe(`unknown: revision ${number} is not trusted: its manifests were altered`)
  })

  test('is what it was before an older one that is not trusted', () => {
    const revisions = [untrusted(1, undefined), storedAs(revisionOf(2, 'W')), storedAs(revisionOf(3, 'X'))]

    expect(told(revisions)).toBe('restore 2')
  })

  test('takes no notice of what the release never recorded', () => {
    const stray = { ...untrusted(9, undefined), isStray: true }

    expect(told([...history(['W'], ['X']), stray])).toBe('restore 1')
  })
})

test('the undo of a run is refused once something else was deployed', () => {
  const release = { name: 'shop', profile: 'prod_app', namespace: 'shop' }

  expect(() => refuseUnlessOfRun(release, history(['W'], ['X']), 'X')).not.toThrow()
  expect(() => refuseUnlessOfRun(release, history(['W'], ['X'], ['Y']), 'X')).toThrow(
    'another run wrote to shop/prod_app/shop after run X',
  )
})
