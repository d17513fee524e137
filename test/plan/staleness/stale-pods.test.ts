import { expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { configsReadAtStart, staleConfigs } from '../../../src/plan/staleness/stale-pods.ts'

const workload = (annotations: JsonObject = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', annotations },
})

function pod(name: string, hour: number, metadata: JsonObject = {}): KubeObject {
  const startedAt = `2026-11-29T${hour}:00:00Z`
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'app', envFrom: [{ configMapRef: { name: 'settings' } }] }] },
    status: { containerStatuses: [{ name: 'app', state: { running: { startedAt } } }] },
  }
}

const live: KubeObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'settings',
    managedFields: [
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        time: '2026-11-29T12:00:00Z',
        fieldsV1: { 'f:data': { 'f:a': {} } },
      },
    ],
  },
  data: { a: '1' },
}

it('names the pods that started before what they read changed, but for those that end', () => {
  const pods = [pod('web-2', 11), pod('web-1', 10), pod('web-3', 13), pod('web-0', 10, { deletionTimestamp: 'now' })]
  expect(staleConfigs(pods, () => ({ live, deployed: [] }), 'kdeploy')).toEqual([
    {
      kind: 'ConfigMap',
      name: 'settings',
      at: Date.UTC(2026, 10, 29, 12),
      by: 'kubectl-edit',
      pods: ['web-1', 'web-2'],
    },
  ])
  expect(staleConfigs(pods, () => undefined, 'kdeploy')).toEqual([])
})

it('looks for each once, and for none where a controller restarts the pods', () => {
  const pods = [pod('web-1', 10), pod('web-2', 11)]
  expect(configsReadAtStart(workload(), pods)).toEqual([{ kind: 'ConfigMap', name: 'settings' }])
  expect(configsReadAtStart(workload({ 'reloader.stakater.com/auto': 'true' }), pods)).toEqual([])
})
