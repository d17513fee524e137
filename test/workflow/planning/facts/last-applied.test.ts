import { expect, it } from 'vitest'
import type { Revision } from '../../../../src/history/records/revision.ts'
import type { StoredRevision } from '../../../../src/history/store.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import { lastAppliedIn } from '../../../../src/workflow/planning/facts/last-applied.ts'
import { entry } from '../../../support/plan/live.ts'

const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'a', name: 'b' }
const stored = (number: number, facts: Partial<Revision>, more: Partial<StoredRevision> = {}): StoredRevision => ({
  revision: {
    number,
    status: 'succeeded',
    createdAt: '2026-01-01T00:00:00Z',
    by: 'test',
    command: 'apply',
    kdeployVersion: '0',
    manifests: [
      {
        template: 'a.yaml',
        sensitive: [],
        object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'b', namespace: 'a' }, data: { number } },
      },
    ],
    ...facts,
  },
  resourceVersion: '1',
  trust: 'unchecked',
  secret: {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'c', managedFields: [entry('kdeploy', 'Update', {}, { time: '2026-01-01T00:00:10Z' })] },
  },
  ...more,
})
const first = stored(1, {})
const live = (time: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'b', namespace: 'a', managedFields: [entry('kdeploy', 'Apply', {}, { time })] },
})
const before = live('2026-01-01T00:00:10Z')

it.each<[string, readonly StoredRevision[], number | undefined]>([
  ['the newest one that succeeded', [first, stored(2, {})], 2],
  ['one that nobody waited for', [first, stored(2, { status: 'applied' })], 2],
  [
    'none where the newest failed, as it may have left objects as they were',
    [first, stored(2, { status: 'failed' })],
    undefined,
  ],
  ['the one before one that wrote nothing', [first, stored(2, { status: 'failed', untouched: true })], 1],
  ['none where the newest was cut off', [first, stored(2, { status: 'failed', cutOff: true })], undefined],
  ['none where the newest goes on, or was killed', [first, stored(2, { status: 'pending' })], undefined],
  ['none where the newest is not trusted', [first, stored(2, {}, { trust: { untrusted: 'no signature' } })], undefined],
  ['none where the newest stands for no deploy', [first, stored(2, {}, { isStray: true })], undefined],
  ['none where the newest can’t be read', [first, stored(2, { status: 'unreadable', manifests: [] })], undefined],
  ['none without a history', [], undefined],
])('what was applied last is what a revision recorded: %s', (_, history, number) => {
  expect(lastAppliedIn(history)(ref, before)?.['data']).toEqual(number === undefined ? undefined : { number })
})

it('knows nothing of what the revision has not', () => {
  expect(lastAppliedIn([first])({ ...ref, name: 'other' }, before)).toBeUndefined()
})

it('knows nothing of what kdeploy applied since, or may have', () => {
  expect(lastAppliedIn([first])(ref, live('2026-01-01T00:00:11Z'))).toBeUndefined()
  expect(lastAppliedIn([first])(ref, live(''))).toBeUndefined()
})
