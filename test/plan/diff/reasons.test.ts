import { expect, test } from 'vitest'
import type { KubeObject, Manifest, UsedVariable } from '../../../src/manifest/types.ts'
import { compareFields } from '../../../src/plan/diff/compare.ts'
import { reasonsIn } from '../../../src/plan/diff/reasons.ts'

const deployment = (spec: KubeObject['spec']) =>
  ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec }) as KubeObject

const tag: UsedVariable = { name: 'tag', by: '--set', place: undefined }

/** What is told of the fields that differ, of a manifest of which every part has one variable. */
function variablesOf(before: KubeObject, after: KubeObject, desired: KubeObject) {
  const manifest = { object: desired, placeOf: () => undefined, variablesOf: () => [tag] } as unknown as Manifest
  const reasonOf = reasonsIn([])(manifest, after)
  return compareFields(before, after, desired).map((field) => [field.path, reasonOf(field).variables])
}

test('a field that the manifest sets has the variables behind it', () => {
  const desired = deployment({ replicas: 2 })

  expect(variablesOf(deployment({ replicas: 1 }), desired, desired)).toEqual([['spec.replicas', [tag]]])
})

test('a field that falls back to the default of the server has none of those around it', () => {
  const desired = deployment({ replicas: 2 })
  const [before, after] = ['Recreate', 'RollingUpdate'].map((type) => deployment({ replicas: 2, strategy: { type } }))

  expect(variablesOf(before as KubeObject, after as KubeObject, desired)).toEqual([['spec.strategy.type', []]])
})
