import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../../src/errors.ts'
import { refOf } from '../../../../src/manifest/identity.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import { unrestorable, unrestorableFacts } from '../../../../src/plan/prune/rules/unrestorable.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const problem = new KdeployError({ code: 'field-immutable', category: 'input', message: 'refused' })
const left = (live: KubeObject) => [{ ref: refOf(live), problem }]

describe('what would be deleted stays', () => {
  test('where it is what was left, in another API group', () => {
    const live = liveObject('networking.k8s.io/v1/Ingress', 'web')
    const facts = unrestorableFacts(left({ ...live, apiVersion: 'extensions/v1beta1' }), [live])

    expect(unrestorable.decide(candidateOf(live), facts)).toEqual({ kind: 'keep', reason: "it can't be restored" })
  })

  test('where what was left names it, and nothing else does', () => {
    const containers = [{ name: 'app', envFrom: [{ configMapRef: { name: 'extra' } }] }]
    const web = { ...liveObject('apps/v1/Deployment', 'web'), spec: { template: { spec: { containers } } } }
    const [extra, other] = [liveObject('ConfigMap', 'extra'), liveObject('ConfigMap', 'other')]
    const facts = unrestorableFacts(left(web), [web, extra, other])

    expect([extra, other].map((live) => unrestorable.decide(candidateOf(live), facts))).toEqual([
      { kind: 'keep', reason: "Deployment shop/web refers to it, and can't be restored" },
      undefined,
    ])
  })
})

test('what stays anyway keeps its fate', () => {
  const live = liveObject('ConfigMap', 'a')
  const orphaned = candidateOf(live, { kind: 'orphan', reason: 'its annotation says so' })

  expect(unrestorable.decide(orphaned, unrestorableFacts(left(live), [live]))).toBeUndefined()
})
