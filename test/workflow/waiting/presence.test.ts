import { expect, test } from 'vitest'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { assessPresence } from '../../../src/workflow/waiting/presence.ts'

const live = (metadata: object): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'shop', uid: 'a', ...metadata },
})

test('an object that is there under its UID stays', () => {
  expect(assessPresence(live({}), 'a')).toBeUndefined()
})

test.for([
  ['is gone', null, 'was deleted while kdeploy waited'],
  ['has another UID', live({ uid: 'b' }), 'was deleted and recreated by someone else'],
  ['is being deleted', live({ deletionTimestamp: '2026-11-21T05:00:00Z' }), 'is being deleted'],
] as const)('an object that %s has failed', ([, object, message]) => {
  expect(assessPresence(object, 'a')).toMatchObject({ state: 'failed', message })
})
