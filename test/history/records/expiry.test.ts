import { expect, test } from 'vitest'
import { expiresAnnotation, expiryOf, isExpired } from '../../../src/history/records/expiry.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'

function parentThatSays(said: string | undefined): KubeObject {
  const annotations = said === undefined ? {} : { [expiresAnnotation]: said }
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'parent', annotations } }
}

const at = '2026-12-24T17:00:00Z'

test('a release without an expiry never expires', () => {
  for (const parent of [null, parentThatSays(undefined)]) {
    expect(expiryOf(parent)).toBeUndefined()
    expect(isExpired(expiryOf(parent), Number.MAX_SAFE_INTEGER)).toBe(false)
  }
})

test('one expires at its time, and not before', () => {
  const expiry = expiryOf(parentThatSays(at))
  expect(expiry).toEqual({ at })
  expect(isExpired(expiry, Date.parse(at) - 1)).toBe(false)
  expect(isExpired(expiry, Date.parse(at))).toBe(true)
})

test.each(['', 'soon', '2026-12-24', '0', '2026-99-24T17:00:00Z', '2026-12-24T17:00:00+01:00'])(
  'an expiry of %j can not be read, and nothing is deleted for it',
  (said) => {
    const expiry = expiryOf(parentThatSays(said))
    expect(expiry).toEqual({ unreadable: 'its expiry is not a time' })
    expect(isExpired(expiry, Number.MAX_SAFE_INTEGER)).toBe(false)
  },
)
