import { expect, test } from 'vitest'
import { setRelease } from '../../src/order/release.ts'

test('a release is called by its profile, and by its cluster where it has one', () => {
  expect(setRelease('prod_bus', undefined).label).toBe('prod_bus')
  expect(setRelease('prod_bus', 'eu').label).toBe('prod_bus@eu')
})
