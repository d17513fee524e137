import { expect, test } from 'vitest'
import { isGlob, profilesMatching } from '../../src/project/profiles-matching.ts'

test('a glob means the profiles whose whole names match', () => {
  expect(profilesMatching('prod_*', ['dev_prod_a', 'prod_a', 'prod_b'])).toEqual(['prod_a', 'prod_b'])
  expect([isGlob('prod_?'), isGlob('prod_a')]).toEqual([true, false])
})

test('a glob that no profile matches is an error that names those that exist', () => {
  expect(() => profilesMatching('prdo_*', ['prod_a'])).toThrow(
    expect.objectContaining({ code: 'profile-unknown', detail: 'profiles that exist: prod_a' }),
  )
})
