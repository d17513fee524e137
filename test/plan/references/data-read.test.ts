import { expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { dataReadBy } from '../../../src/plan/references/data-read.ts'

const daemonSet = (spec: JsonObject): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'web', namespace: 'ns' },
  spec: { template: { spec } },
})

it('finds what containers read as variables, with the key', () => {
  const env = [
    { name: 'A', valueFrom: { secretKeyRef: { name: 'db', key: 'user' } } },
    { name: 'B', value: 'b' },
  ]
  const spec = { containers: [{ env, envFrom: [{ secretRef: { name: 'all', optional: true } }] }] }
  expect(dataReadBy(daemonSet(spec))).toEqual([
    { kind: 'Secret', name: 'db', key: 'user', isFile: false },
    { kind: 'Secret', name: 'all', key: undefined, isFile: false },
  ])
})

it('finds what is mounted, as files that follow but for subPath', () => {
  const spec = {
    containers: [{ volumeMounts: [{ name: 'a' }, { name: 'b', subPath: 'x' }] }],
    volumes: [
      { name: 'a', secret: { secretName: 'db' } },
      { name: 'b', projected: { sources: [{ configMap: { name: 'settings' } }] } },
    ],
  }
  expect(dataReadBy(daemonSet(spec))).toEqual([
    { kind: 'Secret', name: 'db', key: undefined, isFile: true },
    { kind: 'ConfigMap', name: 'settings', key: undefined, isFile: false },
  ])
})

it('finds nothing in what rolls no pods', () => {
  const pod = { ...daemonSet({}), apiVersion: 'v1', kind: 'Pod' }
  expect(dataReadBy(pod)).toEqual([])
})
