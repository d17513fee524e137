import { expect, test } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import type { StoredRevision, Trust } from '../../../../src/history/store.ts'
import { listRevisions } from '../../../../src/workflow/planning/undo/list-revisions.ts'

function stored(number: number, more: Partial<Revision>, trust: Trust = 'unchecked'): StoredRevision {
  const facts = {
    status: 'succeeded',
    createdAt: '2026-11-21T05:00:00.123Z',
    by: 'ann@desk',
    command: 'apply',
  } as const
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'r' } }
  return {
    ...{ trust, secret, resourceVersion: '' },
    revision: { number, ...facts, kdeployVersion: '', manifests: [], ...more },
  }
}

test('revisions are listed in the columns of the history, each on its line', () => {
  const history = [
    stored(9, {}),
    stored(10, { status: 'failed', by: 'eve\n11  succeeded', command: 'undo to 9' }, { untrusted: 'altered' }),
    stored(11, { status: 'unreadable', createdAt: '', by: '', command: '' }),
  ]

  expect(listRevisions(history, Date.parse('2026-11-21T05:05:01Z')).split('\n')).toEqual([
    'REVISION  STATUS               WHEN                              BY                COMMAND',
    '9         succeeded            5 min ago (2026-11-21T05:00:00Z)  ann@desk          apply',
    '10        failed, not trusted  5 min ago (2026-11-21T05:00:00Z)  eve 11 succeeded  undo to 9',
    '11        unreadable           -',
  ])
  expect(listRevisions([], 0)).toBe('no revision is recorded')
})
