import { describe, expect, it } from 'vitest'
import type { Offer } from '../../../src/plan/references/offer.ts'
import { satisfies } from '../../../src/plan/references/references.ts'

describe('satisfies', () => {
  const key = { noun: 'key', value: 'a', path: [] } as const
  it.each<[Offer | undefined, boolean, boolean]>([
    [undefined, false, false],
    [[], true, false],
    [['a'], true, true],
    ['any', true, true],
  ])('an offer of %o: the object %s, its key %s', (offer, object, part) => {
    expect(satisfies(offer, undefined)).toBe(object)
    expect(satisfies(offer, key)).toBe(part)
  })
})
