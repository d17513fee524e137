import { expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { readsAtStart } from '../../../src/plan/staleness/pod-reads.ts'

const created = '2026-11-29T10:00:00Z'
const started = '2026-11-29T10:00:05Z'

function pod(container: JsonObject, volumes: JsonObject[] = [], startedAt = started): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web-1', creationTimestamp: created },
    spec: { containers: [{ name: 'app', ...container }], volumes },
    status: { containerStatuses: [{ name: 'app', state: { running: { startedAt } } }] },
  }
}

const keysOf = (one: KubeObject) => readsAtStart(one).flatMap(({ reads }) => reads)

it('finds environment variables, and files mounted by subPath with their keys', () => {
  const mounts = [
    { name: 'all', subPath: 'app.conf' },
    { name: 'some', subPath: 'conf/db' },
    { name: 'any', subPathExpr: '$(A)' },
    { name: 'followed' },
  ]
  const volumes = [
    { name: 'all', configMap: { name: 'files' } },
    { name: 'some', projected: { sources: [{ secret: { name: 'db', items: [{ key: 'url', path: 'conf/db' }] } }] } },
    { name: 'any', secret: { secretName: 'unclear' } },
    { name: 'followed', configMap: { name: 'followed' } },
  ]
  const container = { envFrom: [{ configMapRef: { name: 'settings' } }], volumeMounts: mounts }
  expect(keysOf(pod(container, volumes))).toEqual([
    { kind: 'ConfigMap', name: 'settings', key: undefined, isFile: false },
    { kind: 'ConfigMap', name: 'files', key: 'app.conf' },
    { kind: 'Secret', name: 'db', key: 'url' },
    { kind: 'Secret', name: 'unclear', key: undefined },
  ])
})

it('goes by when the container started, which is not before its pod was made', () => {
  const container = { envFrom: [{ secretRef: { name: 'db' } }] }
  const startOf = (one: KubeObject) => readsAtStart(one).map(({ startedAt }) => new Date(startedAt).toISOString())
  expect(startOf(pod(container))).toEqual(['2026-11-29T10:00:05.000Z'])
  expect(startOf(pod(container, [], '2026-11-29T09:59:58Z'))).toEqual(['2026-11-29T10:00:00.000Z'])
})

it('counts containers that ran before the others, and none that waits to start', () => {
  const base = pod({})
  const init = [{ name: 'prepare', envFrom: [{ configMapRef: { name: 'settings' } }] }]
  const withInit = (state: JsonObject): KubeObject => ({
    ...base,
    spec: { ...(base['spec'] as JsonObject), initContainers: init },
    status: { ...(base['status'] as JsonObject), initContainerStatuses: [{ name: 'prepare', state }] },
  })
  expect(readsAtStart(withInit({ terminated: { startedAt: started } }))).toMatchObject([{ container: 'prepare' }])
  expect(readsAtStart(withInit({ running: { startedAt: started } }))).toMatchObject([{ container: 'prepare' }])
  expect(readsAtStart(withInit({ waiting: {} }))).toEqual([])
})
