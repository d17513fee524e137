import { expect, test } from 'vitest'
import { canBeRecreatedOnceGone, finalizersOf, isTerminating } from '../../src/manifest/deletion.ts'
import type { KubeObject } from '../../src/manifest/types.ts'

const object = (kind: string, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'one', ...metadata },
})
const deletionTimestamp = '2026-11-21T05:00:00Z'

test('an object that is being deleted is terminating, and makes way for another', () => {
  const live = object('ConfigMap', { deletionTimestamp })

  expect([isTerminating(live), canBeRecreatedOnceGone(live)]).toEqual([true, true])
})

test('a Namespace that is being deleted makes way for nothing', () => {
  const live = object('Namespace', { deletionTimestamp })

  expect([isTerminating(live), canBeRecreatedOnceGone(live)]).toEqual([true, false])
})

test('what is there to stay, or not there at all, is not terminating', () => {
  expect([isTerminating(object('ConfigMap', { finalizers: ['a'] })), isTerminating(null)]).toEqual([false, false])
})

test('finalizers are told in their order', () => {
  expect([finalizersOf(object('ConfigMap', { finalizers: ['b', 'a'] })), finalizersOf(object('Secret'))]).toEqual([
    ['b', 'a'],
    [],
  ])
})
