import { expect, test } from 'vitest'
import { refOf } from '../../../src/manifest/identity.ts'
import type { KubeObject, Manifest, UsedVariable } from '../../../src/manifest/types.ts'
import { compareFields } from '../../../src/plan/diff/compare.ts'
import { reasonsIn } from '../../../src/plan/diff/reasons.ts'
import type { Change } from '../../../src/plan/types.ts'

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

const variable = (name: string, ...from: UsedVariable[]): UsedVariable => ({ ...tag, name, from })

/** Which objects a checksum of these variables follows, beside a ConfigMap whose key that changes has those. */
function followedBy(ofChecksum: UsedVariable[], ofData: UsedVariable[]): string[] {
  const configMap = (a: string): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c' },
    data: { a },
  })
  const web = (sum: string) =>
    deployment({
      template: {
        metadata: { annotations: { 'checksum/a': sum } },
        spec: { containers: [{ name: 'app', envFrom: [{ configMapRef: { name: 'c' } }] }] },
      },
    })
  const changed = {
    ...{ ref: refOf(configMap('2')), action: 'change', live: configMap('1'), merged: configMap('2') },
    manifest: { object: configMap('2'), variablesOf: () => ofData },
  } as unknown as Change
  const [before, after] = [web('0123abcd'), web('4567ef01')]
  const manifest = { object: after, placeOf: () => undefined, variablesOf: () => ofChecksum } as unknown as Manifest
  const [field, ...more] = compareFields(before, after, after)
  if (field === undefined || more.length > 0) throw new Error('one field differs')
  return reasonsIn([changed])(manifest, after)(field).follows.map(({ name }) => name)
}

test.each<[string, UsedVariable[], UsedVariable[], string[]]>([
  ['of the same variable', [variable('level')], [variable('level')], ['c']],
  ['of a map that has it', [variable('log')], [variable('log.level')], ['c']],
  ['of a variable that is made of it', [variable('conf', variable('level'))], [variable('level')], ['c']],
  ['of what no variable is known of', [], [variable('level')], ['c']],
  ['of as many variables as are told', ['a', 'b', 'c'].map((name) => variable(name)), [variable('level')], ['c']],
  ['of another variable', [variable('tag')], [variable('level')], []],
])('whether a checksum %s follows a ConfigMap', (_, ofChecksum, ofData, expected) => {
  expect(followedBy(ofChecksum, ofData)).toEqual(expected)
})
