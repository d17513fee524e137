import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { unknownNames } from '../../../src/workflow/planning/unknown-names.ts'

const types: Readonly<Record<string, object>> = {
  job: { group: 'batch', kind: 'Job' },
  pvc: { group: '', kind: 'PersistentVolumeClaim' },
}
const cluster = { resourceNamed: async (kind: string) => types[kind] } as unknown as Cluster
const migrate = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'ns', name: 'migrate' }
const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'ns' },
} as unknown as KubeObject

test.each([
  [{ kind: 'bogus', name: 'x' }, '--replace bogus/x matches no rendered object', 'the cluster serves no kind bogus'],
  [{ kind: 'job', name: 'migrat' }, '--replace job/migrat matches no rendered object', 'did you mean job/migrate?'],
  [
    { kind: 'job', namespace: 'other', name: 'migrate' },
    '--replace job/other/migrate matches no rendered object',
    'did you mean job/migrate?',
  ],
  [
    { kind: 'pvc', name: 'data' },
    '--replace pvc/data matches no rendered object',
    'it is no longer rendered: --also-delete pvc/data deletes it',
  ],
  [{ kind: 'pvc', name: 'else' }, '--replace pvc/else matches no rendered object', undefined],
])('%j is told, with what may be meant', async (named, message, hint) => {
  expect(await unknownNames(cluster, [migrate], '--replace', [named], [claim])).toMatchObject([
    { code: 'replace-unknown', category: 'input', message, hint },
  ])
})

test('what is rendered is not', async () => {
  expect(await unknownNames(cluster, [migrate], '--adopt', [{ kind: 'job', name: 'migrate' }])).toEqual([])
})
