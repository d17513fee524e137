import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { applyRule, decideFates, fateOfObject } from '../../../src/plan/prune/decide.ts'
import { type PruneFacts, rules } from '../../../src/plan/prune/registry.ts'
import { claimInUse } from '../../../src/plan/prune/rules/claim-in-use.ts'
import { candidateOf, liveObject, noFacts } from '../../support/plan/candidate.ts'

const keep = { 'kdeploy.dev/prune': 'keep' }
const claim = liveObject('PersistentVolumeClaim', 'data')
const annotatedClaim = liveObject('PersistentVolumeClaim', 'data', { annotations: keep })

function decided(live: KubeObject, facts: Partial<PruneFacts> = {}): string[] {
  const candidates = decideFates([candidateOf(live)], { ...noFacts, ...facts })
  return candidates.map(({ fate, rule }) => `${fate.kind}: ${rule}`)
}

describe('the rule that decides', () => {
  test('is that it is no longer rendered, where no other has a say', () => {
    expect(decided(liveObject('ConfigMap', 'a'))).toEqual(['delete: no-longer-rendered'])
  })

  test('is the last that has a say', () => {
    const adopted = new Map([['PersistentVolumeClaim-data', { object: claim }]])
    const named = new Set(['/PersistentVolumeClaim/shop/data'])

    expect(decided(claim)).toEqual(['keep: deleted-only-by-name'])
    expect(decided(annotatedClaim)).toEqual(['orphan: prune-annotation'])
    expect(decided(annotatedClaim, { adopted })).toEqual(['orphan: adopted'])
    expect(decided(annotatedClaim, { adopted, named })).toEqual(['delete: also-delete'])
    expect(decided(annotatedClaim, { named, unrestorable: new Set(['PersistentVolumeClaim/shop/data']) })).toEqual([
      'keep: unrestorable',
    ])
  })

  test('of what a revision that is not read may have adopted is not that an earlier one adopted it', () => {
    const live = liveObject('ConfigMap', 'a')
    const facts = { knownBefore: new Set<string>(), adopted: new Map([['ConfigMap-a', { object: live }]]) }

    expect(decided(live, facts)).toEqual(['keep: untrusted-revision'])
  })

  test('of a Namespace is never one that orphans it or says that it is outside', () => {
    const live = { ...liveObject('Namespace', 'common'), metadata: { name: 'common', annotations: keep } }

    expect(decided(live)).toEqual(['keep: namespace'])
    expect(decided(live, { named: new Set(['/Namespace//common']) })).toEqual(['delete: also-delete'])
  })

  test('has a name of its own', () => {
    const names = rules.map(({ name }) => name)

    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z]+(-[a-z]+)*$/.test(name))).toEqual([])
  })
})

test('what the object itself says does not depend on the run', () => {
  expect(fateOfObject({ ref: candidateOf(annotatedClaim).ref, live: annotatedClaim })).toMatchObject({
    fate: { kind: 'orphan' },
    rule: 'prune-annotation',
  })
})

test('all that one rule refuses is told at once', () => {
  const claims = ['a', 'b'].map((name) => candidateOf(liveObject('PersistentVolumeClaim', name)))
  const stayingPods = new Map(['a', 'b'].map((name) => [`/PersistentVolumeClaim/shop/${name}`, ['web']]))
  const refused = () => applyRule(claimInUse, claims, { stayingPods })

  expect(refused).toThrow(KdeployError)
  expect(refused).toThrow("2 claims can't be deleted while pods that this run keeps mount them")
})
