import { expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import { isRestartable, obstacleToRestart } from '../../src/plan/restart.ts'

const workload = (kind: string, spec: JsonObject = {}, metadata: JsonObject = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind,
  metadata: { name: 'web', ...metadata },
  spec,
})

const cases: readonly (readonly [string, KubeObject, string | undefined])[] = [
  ['a Deployment', workload('Deployment'), undefined],
  ['a paused Deployment', workload('Deployment', { paused: true }), 'blocked'],
  ['one that is being deleted', workload('Deployment', {}, { deletionTimestamp: 'now' }), 'blocked'],
  ['one without replicas', workload('Deployment', { replicas: 0 }), 'empty'],
  ['a StatefulSet', workload('StatefulSet', { updateStrategy: { type: 'RollingUpdate' } }), undefined],
  ['one whose pods somebody deletes', workload('StatefulSet', { updateStrategy: { type: 'OnDelete' } }), 'blocked'],
  ['a DaemonSet alike', workload('DaemonSet', { updateStrategy: { type: 'OnDelete' } }), 'blocked'],
  ['a DaemonSet', workload('DaemonSet', { updateStrategy: { type: 'RollingUpdate' } }), undefined],
  [
    'a partition below the replicas',
    workload('StatefulSet', { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } }),
    'partial',
  ],
  [
    'a partition above them',
    workload('StatefulSet', { replicas: 3, updateStrategy: { rollingUpdate: { partition: 3 } } }),
    'blocked',
  ],
]

for (const [what, object, kind] of cases) {
  it(`says what keeps a restart from replacing the pods of ${what}`, () => {
    expect(obstacleToRestart(object)?.kind).toBe(kind)
  })
}

it('knows which kinds a new template rolls', () => {
  expect(isRestartable({ group: 'apps', kind: 'DaemonSet' })).toBe(true)
  expect(isRestartable({ group: 'apps', kind: 'ReplicaSet' })).toBe(false)
  expect(isRestartable({ group: 'argoproj.io', kind: 'Deployment' })).toBe(false)
})
