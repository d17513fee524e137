import { expect, test } from 'vitest'
import { decodeFreeze, encodeFreeze, freezeNameOf, isInForce } from '../../../src/history/records/freeze.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

const release = { name: 'shop', profile: 'prod_bus', namespace: 'ns' }
const freeze = { until: '2026-12-24T17:00:00Z', since: '2026-12-20T09:00:00Z', by: 'ann@desk', reason: 'year end' }
const until = Date.parse(freeze.until)

function withAnnotations(change: Readonly<Record<string, string | undefined>>): KubeObject {
  const secret = encodeFreeze(release, freeze)
  const { annotations } = secret.metadata as { annotations?: Record<string, string> }
  const changed = Object.entries({ ...annotations, ...change }).filter(([, value]) => value !== undefined)
  return { ...secret, metadata: { ...secret.metadata, annotations: Object.fromEntries(changed) as never } }
}

test('a freeze is read as it was written', () => {
  const secret = encodeFreeze(release, freeze)
  expect(secret.metadata.name).toBe(freezeNameOf(release))
  expect(decodeFreeze(release, secret).freeze).toEqual(freeze)
})

test('it is in force up to its end, and over from then on', () => {
  const stored = decodeFreeze(release, encodeFreeze(release, freeze))
  expect(isInForce(stored, until - 1)).toBe(true)
  expect(isInForce(stored, until)).toBe(false)
})

const said = (change: object) => ({ 'kdeploy.dev/freeze': JSON.stringify({ ...freeze, ...change }) })

test.each([
  ['no text', { 'kdeploy.dev/freeze': undefined }, 'it does not say until when'],
  ['what is not JSON', { 'kdeploy.dev/freeze': '{' }, 'its freeze is not JSON'],
  ['a list', { 'kdeploy.dev/freeze': '[]' }, 'its freeze is not a map'],
  ['no end', said({ until: undefined }), 'its end is not text'],
  ['an end without a zone', said({ until: '2026-12-24' }), 'its end is not a time'],
  ['a day that no calendar has', said({ until: '2026-99-99T00:00:00Z' }), 'its end is not a time'],
  ['a reason that is a number', said({ reason: 1 }), 'its reason is not text'],
  ['another release', { 'kdeploy.dev/identity': 'shop/prod_old/ns' }, 'it does not name the release shop/prod_bus/ns'],
])('one with %s can not be read, and counts as in force for ever', (_, change, why) => {
  const stored = decodeFreeze(release, withAnnotations(change))
  expect(stored.freeze).toEqual({ unreadable: why })
  expect(isInForce(stored, Number.MAX_SAFE_INTEGER)).toBe(true)
})

test('so does a Secret of its name that is of another type', () => {
  const stored = decodeFreeze(release, { ...encodeFreeze(release, freeze), type: 'Opaque' })
  expect(stored.freeze).toEqual({ unreadable: 'its type is not kdeploy.dev/freeze' })
})
