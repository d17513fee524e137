import { expect, test } from 'vitest'
import { outsideNamespace } from '../../../../src/plan/prune/rules/outside-namespace.ts'
import type { Fate } from '../../../../src/plan/types.ts'
import { candidateOf, liveObject, namespace, noFacts } from '../../../support/plan/candidate.ts'

function outside(place: string | undefined, uid: string, fate?: Fate, name = 'a') {
  const { apiVersion, kind, metadata } = liveObject('example.com/v1/Widget', name, { uid })
  const { namespace: _, ...rest } = metadata
  return candidateOf({ apiVersion, kind, metadata: place === undefined ? rest : { ...rest, namespace: place } }, fate)
}

const facts = { namespace, writtenOutside: new Set(['known']) }
const because = 'outside shop, and no revision records that this release wrote it; to delete it: --also-delete'

test('nothing is said of what is inside the namespace, or was written by the release', () => {
  const candidates = [outside(namespace, 'any'), outside('other', 'known'), outside(undefined, 'known')]

  expect(candidates.map((one) => outsideNamespace.decide(one, facts))).toEqual([undefined, undefined, undefined])
})

test('what no revision tells of is kept, and the reason says how to delete it', () => {
  const candidates = [outside('other', '1'), outside(undefined, '2')]

  expect(candidates.map((one) => outsideNamespace.decide(one, facts))).toEqual([
    { kind: 'keep', reason: `${because} widget.example.com/other/a` },
    { kind: 'keep', reason: `${because} widget.example.com/a` },
  ])
})

test('the option is quoted, as a role’s name may hold what a shell would run', () => {
  expect(outsideNamespace.decide(outside(undefined, '1', undefined, 'a;id>$(id)'), facts)).toEqual({
    kind: 'keep',
    reason: `${because} 'widget.example.com/a;id>$(id)'`,
  })
})

test('what no revision tells of is not orphaned or given back either, and what stays anyway keeps its reason', () => {
  const { live } = outside('other', '1')
  const givenBack: Fate = { kind: 'orphan', reason: 'adopted', giveBack: { object: live } }

  expect(outsideNamespace.decide(outside('other', '1', givenBack), facts)).toEqual({
    kind: 'keep',
    reason: `${because} widget.example.com/other/a`,
  })
  expect(
    outsideNamespace.decide(outside('other', '1', { kind: 'keep', reason: 'holds data' }), noFacts),
  ).toBeUndefined()
})
