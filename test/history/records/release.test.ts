import { expect, test } from 'vitest'
import { applySetIdOf, objectNameOf, revisionNameOf } from '../../../src/history/records/release.ts'

const release = { name: 'trading', profile: 'prod_cthulu', namespace: 'my-ns-prod' }

test('the name tells a person which release it is', () => {
  expect(objectNameOf(release)).toMatch(/^kdeploy-trading-prod-cthulu-[0-9a-f]{8}$/)
  expect(revisionNameOf(release, 12)).toBe(`${objectNameOf(release)}-r12`)
})

test('identities that look alike get different names', () => {
  const names = [
    release,
    { ...release, profile: 'prod_Cthulu' },
    { ...release, name: 'trading-prod', profile: 'cthulu_' },
    { ...release, namespace: 'other' },
  ].map(objectNameOf)

  expect(new Set(names).size).toBe(names.length)
})

test('a name is a DNS label, whatever the identity holds', () => {
  const odd = objectNameOf({ name: 'Ünïcode & Co', profile: `prod_${'x'.repeat(300)}`, namespace: 'a' })

  expect(odd).toMatch(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/)
  expect(odd.length).toBeLessThanOrEqual(63 - '-r99999'.length)
})

test("the ApplySet's ID is the one that KEP-3659 computes", () => {
  // python3: base64.urlsafe_b64encode(hashlib.sha256(b'kdeploy-trading-prod-cthulu-b130761b.my-ns-prod.Secret.').digest()).rstrip(b'=')
  expect(applySetIdOf(release)).toBe('applyset-Tq1aAhyBj5483MjiTx7w-5wVZtNl4Ae-DpZrpuwkNFI-v1')
})
