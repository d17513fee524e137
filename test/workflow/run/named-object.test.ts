import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { namedPredicate } from '../../../src/workflow/run/named-object.ts'

const claims = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', plural: 'persistentvolumeclaims' }
const cluster = { resourceNamed: async (kind: string) => (kind === 'pvc' ? claims : undefined) } as unknown as Cluster
const data = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data' }

test('an object is found by any spelling of its kind, in whatever namespace unless that is named', async () => {
  const isNamed = await namedPredicate(cluster, [{ kind: 'pvc', name: 'data' }])

  expect(isNamed(data)).toBe(true)
  expect(isNamed({ ...data, namespace: 'other' })).toBe(true)
  expect(isNamed({ ...data, name: 'other' })).toBe(false)
  expect(isNamed({ ...data, kind: 'ConfigMap' })).toBe(false)

  const isNamedThere = await namedPredicate(cluster, [{ kind: 'pvc', namespace: 'shop', name: 'data' }])
  expect(isNamedThere({ ...data, namespace: 'other' })).toBe(false)
})

test('nothing is named by a kind that the cluster does not know, or where nobody names anything', async () => {
  expect((await namedPredicate(cluster, [{ kind: 'widget', name: 'data' }]))(data)).toBe(false)
  expect((await namedPredicate(cluster, []))(data)).toBe(false)
})
