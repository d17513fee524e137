import { expect, test } from 'vitest'
import { sharedNamespace } from '../../../../src/plan/prune/rules/shared-namespace.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const named = candidateOf(liveObject('Namespace', 'common'), { kind: 'delete' }, 'also-delete')

test('a Namespace in which other releases have objects stops the run', () => {
  const otherReleases = new Map([['common', ['shop/prod_stall/common', 'bazaar/prod_shop/bazaar']]])

  expect(sharedNamespace.decide(named, { otherReleases })).toMatchObject({
    code: 'foreign-release',
    category: 'conflict',
    message: "Namespace common can't be deleted: shop/prod_stall/common, bazaar/prod_shop/bazaar have objects in it",
  })
})

test('nothing is said of one in which nobody has any, or that stays', () => {
  const kept = candidateOf(named.live, { kind: 'keep', reason: 'a Namespace' })

  expect(sharedNamespace.decide(named, { otherReleases: new Map([['common', []]]) })).toBeUndefined()
  expect(sharedNamespace.decide(kept, { otherReleases: new Map([['common', ['a/b/c']]]) })).toBeUndefined()
})
