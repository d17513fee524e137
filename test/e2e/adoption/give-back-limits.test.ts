import { describe, expect } from 'vitest'
import type { JsonObject, KubeObject } from '../../../src/manifest/types.ts'
import { withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createRelease, type Templates } from '../../support/projects/release.ts'
import { rewriteRevision, secretsOnly } from '../../support/tampering/tamper.ts'

const role = (...verbs: string[]): JsonObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'reader' },
  rules: [{ verbs, apiGroups: [''], resources: ['pods'] }],
})

const verbs = (cluster: Cluster) => cluster.kubectl(['get', 'role/reader', '-o', 'jsonpath={.rules[0].verbs}'])

type Rewrite = (object: KubeObject) => KubeObject

const withMore: Rewrite = (object) => ({
  ...object,
  rules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
})

/** A release that has adopted a Role, of which somebody who may only write Secrets says that it was more before. */
async function adopted(
  cluster: Cluster,
  {
    templates = {},
    number = 1,
    rewrite = withMore,
  }: { templates?: Templates; number?: number; rewrite?: Rewrite } = {},
) {
  const { namespace } = cluster
  await cluster.kubectl(['create', 'role', 'reader', '--verb=get,list', '--resource=pods'])
  const release = await createRelease(cluster, { ...templates, 'role.yaml': [role('get')] })
  expect((await release.kdeploy('apply', '--adopt')).exitCode).toBe(0)
  const kubeconfig = await secretsOnly(cluster)
  await withApi({ kubeconfig }, (api) =>
    rewriteRevision(api, { name: 'shop', profile: 'prod_a', namespace }, number, (revision) => ({
      ...revision,
      adopted: revision.adopted?.map(({ object }) => ({ object: rewrite(object) })),
    })),
  )
  return release
}

describe('an adopted Role that somebody recorded with more rights than it had', () => {
  test('is not given back by a delete, which is refused before anything is deleted', async ({ cluster }) => {
    const { kdeploy } = await adopted(cluster)

    const { exitCode, stderr } = await kdeploy('delete', '--give-back', '--yes')

    expect(exitCode).toBe(2)
    expect(stderr).toMatch(/Role \S+\/reader: would grant more than the live or the rendered object does: \* \*\.\*/)
    expect(stderr).toContain(
      'kdeploy delete -p prod_a --give-back --also-restore role.rbac.authorization.k8s.io/reader',
    )
    expect(stderr).toContain('nothing was deleted')
    expect(await verbs(cluster)).toBe('["get"]')
    const left = await kdeploy('delete', '--give-back', '--yes', '--also-restore', 'none')
    expect(left.exitCode).toBe(0)
    expect(left.stderr).toMatch(/1 orphaned/)
    expect(await verbs(cluster)).toBe('["get"]')
  })

  test('is given back where it is named', async ({ cluster }) => {
    const { kdeploy } = await adopted(cluster)

    const { exitCode } = await kdeploy('delete', '--give-back', '--yes', '--also-restore', 'role/reader')

    expect(exitCode).toBe(0)
    expect(await verbs(cluster)).toBe('["*"]')
  })

  test('stays as it is after an undo that would give it back', async ({ cluster }) => {
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: {} }
    const templates = { 'all.yaml': [settings] }
    const release = await createRelease(cluster, templates)
    expect((await release.kdeploy('apply')).exitCode).toBe(0)
    const { kdeploy } = await adopted(cluster, { templates, number: 2 })

    const refused = await kdeploy('undo', '--to-revision', '1', '--yes')
    const undone = await kdeploy('undo', '--to-revision', '1', '--yes', '--also-restore', 'none')

    expect([refused.exitCode, undone.exitCode]).toEqual([2, 5])
    expect(await verbs(cluster)).toBe('["get"]')
  })
})

test('a record about another object says nothing of an adopted one, which goes with the release', async ({
  cluster,
}) => {
  const rewrite: Rewrite = ({ metadata }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'made', namespace: cluster.namespace, uid: metadata['uid'] ?? null },
  })
  const { kdeploy } = await adopted(cluster, { rewrite })

  const { exitCode, stderr } = await kdeploy('delete', '--give-back', '--yes')

  expect(exitCode).toBe(0)
  expect(stderr).toMatch(/deleted +Role \S+\/reader/)
  expect(await cluster.kubectl(['get', 'configmap/made', '--ignore-not-found'])).toBe('')
})
