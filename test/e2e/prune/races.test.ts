import { describe, expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const old = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: old}\ndata: {a: "1"}\n'

const uid = ({ kubectl }: Cluster) => kubectl(['get', 'configmap/old', '-o', 'jsonpath={.metadata.uid}'])

/** Deletes the object and makes it anew, labels and all. */
async function makeAnew({ kubectl }: Cluster): Promise<void> {
  const input = await kubectl(['get', 'configmap/old', '-o', 'yaml'])
  await kubectl(['replace', '--force', '-f', '-'], { input })
}

/** Applies a shop that no longer renders `old`; `happen` runs to its end before the first request that `when` picks goes on. */
async function pruneWhile(
  cluster: Cluster,
  when: (request: ProxiedRequest) => boolean,
  happen: () => Promise<unknown>,
) {
  const shop = await createShop(cluster, { files: { 'templates/old.yaml': old } })
  await shop.kdeploy('apply')
  const before = await uid(cluster)
  await shop.change({ greeting: 'good evening', files: { 'templates/old.yaml': '' } })
  let met = false
  const proxy = await startApiProxy(cluster, (request) => {
    if (met || !when(request)) return undefined
    met = true
    return { until: happen() }
  })
  const result = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()
  expect(met).toBe(true)
  return { ...result, before, left: proxy.requests.filter(isDelete) }
}

const isLock = ({ method, url }: ProxiedRequest) => method === 'POST' && url.includes('/leases')
const isDelete = ({ method, url }: ProxiedRequest) => method === 'DELETE' && url.includes('/configmaps/old')

describe('what a release no longer renders stays, and that is said, where it', () => {
  test('was made anew since the plan', async ({ cluster }) => {
    const { exitCode, stderr, before, left } = await pruneWhile(cluster, isLock, () => makeAnew(cluster))

    expect(stderr).toMatch(/plan: 0 to create, 1 to change, 1 to delete/)
    expect(stderr).toContain(
      `not deleted: ConfigMap ${cluster.namespace}/old was replaced by another object of the same name\n`,
    )
    expect(stderr).toMatch(/^done: revision 2, 0 created, 1 changed, 1 unchanged/m)
    expect(exitCode).toBe(0)
    expect(left).toEqual([])
    expect(await uid(cluster)).not.toBe(before)
  })

  test('is made anew while the request to delete it is on its way', async ({ cluster }) => {
    const { exitCode, stderr, before, left } = await pruneWhile(cluster, isDelete, () => makeAnew(cluster))

    expect(stderr).toContain(
      `not deleted: ConfigMap ${cluster.namespace}/old was replaced by another object of the same name\n`,
    )
    expect(stderr).not.toMatch(/deleted +ConfigMap/)
    expect(exitCode).toBe(0)
    expect(left).toHaveLength(1)
    expect(await uid(cluster)).not.toBe(before)
  })

  test('was given to another release while the request to delete it is on its way', async ({ cluster }) => {
    const bazaar = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: bazaar\n',
        'profiles/prod_b.yaml': `namespace: ${cluster.namespace}\n`,
        'templates/old.yaml': old,
      },
    })
    const label = ['label', 'configmap/old', 'applyset.kubernetes.io/part-of-']
    const annotation = ['annotate', 'configmap/old', 'kdeploy.dev/release-']
    const moved = async () => {
      await cluster.kubectl(label)
      await cluster.kubectl(annotation)
      expect((await cluster.kdeploy(['apply', '-p', 'prod_b', '--adopt'], { cwd: bazaar.folder })).exitCode).toBe(0)
    }

    const { exitCode, stderr, before } = await pruneWhile(cluster, isDelete, moved)

    expect(stderr).toContain(
      `not deleted: ConfigMap ${cluster.namespace}/old now belongs to bazaar/prod_b/${cluster.namespace}\n`,
    )
    expect(exitCode).toBe(0)
    expect(await uid(cluster)).toBe(before)
  })
})
