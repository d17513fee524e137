import { describe, expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../src/manifest/types.ts'
import {
  isAboutRestart,
  isRestartable,
  obstacleToRestart,
  restartedAtAnnotation,
  withLaterRestart,
} from '../../src/plan/restart.ts'

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

function restartedAt(time: string | undefined, manager?: string): KubeObject {
  const annotations: JsonObject = { kept: 'a', ...(time === undefined ? {} : { [restartedAtAnnotation]: time }) }
  const fieldsV1 = {
    'f:spec': { 'f:template': { 'f:metadata': { 'f:annotations': { [`f:${restartedAtAnnotation}`]: {} } } } },
  }
  const managedFields = manager === undefined ? [] : [{ manager, operation: 'Update', fieldsV1 }]
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', managedFields },
    spec: { template: { metadata: { annotations } } },
  }
}

const early = '2026-11-29T10:00:00Z'
const late = '2026-11-29T13:00:00+02:00'

describe('a restart that a manifest sets', () => {
  it('is left out where somebody restarted the pods later', () => {
    for (const manager of ['kdeploy-restart', 'kubectl-rollout']) {
      expect(withLaterRestart(restartedAt(early), restartedAt(late, manager))).toEqual(restartedAt(undefined))
    }
  })

  it('counts where it is the later one, or the other is of somebody else, or one is no time', () => {
    for (const [desired, live] of [
      [late, restartedAt(early, 'kdeploy-restart')],
      [early, restartedAt(early, 'kdeploy-restart')],
      [early, restartedAt(late, 'kubectl-edit')],
      [early, restartedAt(late)],
      [early, restartedAt(undefined, 'kdeploy-restart')],
      ['v2', restartedAt(late, 'kdeploy-restart')],
      [early, restartedAt('v1', 'kdeploy-restart')],
      [undefined, restartedAt(late, 'kdeploy-restart')],
    ] as const) {
      expect(withLaterRestart(restartedAt(desired), live)).toEqual(restartedAt(desired))
    }
  })

  it('is what a conflict with a restart is about', () => {
    const field = '.spec.template.metadata.annotations.kubectl.kubernetes.io/restartedAt'
    expect(isAboutRestart({ field, manager: 'kubectl-rollout' })).toBe(true)
    expect(isAboutRestart({ field, manager: 'kubectl-edit' })).toBe(false)
    expect(isAboutRestart({ field: '.spec.replicas', manager: 'kubectl-rollout' })).toBe(false)
  })
})
