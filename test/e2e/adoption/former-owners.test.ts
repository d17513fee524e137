import { beforeAll, describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { content, exists, live, managers, ownership } from '../../support/cluster/live.ts'
import { helmBuildTimeout } from '../../support/helm/helm.ts'
import { buildHelm, createHelmProject } from '../../support/helm/release.ts'
import { createRelease } from '../../support/projects/release.ts'

/** The object as somebody made it: with fields that the template doesn't have. */
const theirs = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'common', labels: { team: 'a' }, annotations: { note: 'theirs' } },
  data: { a: '1', debug: 'true' },
}
const first = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' }, data: { a: '1' } }]
const ours = [
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'common', labels: { team: 'b' } }, data: { a: '2' } },
]

/** Ways in which the object may have been made; all of what they set goes over but for those that go on to apply it. */
const ways: Readonly<Record<string, (cluster: Cluster, object: object) => Promise<unknown>>> = {
  'kubectl create': (cluster, object) => cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(object) }),
  'kubectl replace': async (cluster, object) => {
    await cluster.kubectl(['create', 'configmap', 'common'])
    await cluster.kubectl(['replace', '-f', '-'], { input: JSON.stringify(object) })
  },
  'kubectl apply': (cluster, object) => cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(object) }),
  'kubectl apply --server-side': (cluster, object) =>
    cluster.kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(object) }),
}

/** A release that has `first`, then renders `common` too, which is there. */
async function createShop(cluster: Cluster) {
  const shop = await createRelease(cluster, { 'first.yaml': first })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await shop.change({ 'common.yaml': ours })
  return shop
}

describe.for(Object.entries(ways))('an object made by %s', ([, make]) => {
  test('is what the template says once it is adopted, and nothing of its former owner is left', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await make(cluster, theirs)

    const { exitCode } = await shop.kdeploy('apply', '--adopt')

    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(content(after)).toMatchObject({ data: { a: '2' }, labels: { team: 'b' }, annotations: {} })
    expect(managers(after)).toEqual(['kdeploy Apply'])
    expect((await shop.kdeploy('diff')).exitCode).toBe(0)
    expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
  })

  test('is given back by an undo as it was, with its owners', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await make(cluster, theirs)
    const before = await live(cluster, 'configmap/common')
    await shop.kdeploy('apply', '--adopt')
    await shop.change({ 'common.yaml': [{ ...ours[0], data: { a: '3', more: 'x' } }] })
    await shop.kdeploy('apply')

    const { exitCode, stderr } = await shop.kdeploy('undo', '--to-revision', '1')

    expect(stderr).toMatch(/orphaned ConfigMap \S+\/common .*: adopted, not created, by this release; it is given back/)
    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(after.metadata.uid).toBe(before.metadata.uid)
    expect(content(after)).toEqual(content(before))
    expect(ownership(after)).toEqual(ownership(before))
    // It is as nobody had ever touched it.
    expect((await shop.kdeploy('delete', '--yes')).exitCode).toBe(0)
    expect(content(await live(cluster, 'configmap/common'))).toEqual(content(before))
  })

  test('stays where the release is deleted, or no longer renders it', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await make(cluster, theirs)
    await shop.kdeploy('apply', '--adopt')
    await shop.change({ 'common.yaml': '' })

    const pruned = await shop.kdeploy('apply')

    expect(pruned.stderr).toMatch(/common .*: adopted, not created, by this release$/m)
    expect(content(await live(cluster, 'configmap/common'))).toMatchObject({ data: { a: '2' } })
    await shop.change({ 'common.yaml': ours })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    const deleted = await shop.kdeploy('delete', '--yes')
    expect(deleted.exitCode).toBe(0)
    expect(await exists(cluster, 'configmap/first')).toBe(false)
    const { metadata, data } = await live(cluster, 'configmap/common')
    expect(data).toEqual({ a: '2' })
    expect([metadata.labels, metadata.annotations]).toEqual([{ team: 'b' }, undefined])
  })
})

describe.for([3, 4] as const)('objects made by Helm %i', (major) => {
  beforeAll(() => buildHelm(major), helmBuildTimeout)

  test('are adopted, and helm uninstall leaves them; given back, it deletes them again', async ({ cluster, skip }) => {
    const helm = await createHelmProject(cluster, major)
    if (helm === undefined) return skip('no Helm')
    await helm.helm(['install', 'web', helm.chart])
    const before = await live(cluster, 'configmap/web-config')
    const shop = await createRelease(cluster, { 'first.yaml': first })
    await shop.kdeploy('apply')
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config' }, data: { color: 'red' } }
    await shop.change({ 'config.yaml': [config] })

    const adopted = await shop.kdeploy('apply', '--adopt')
    const adoptedConfig = await live(cluster, 'configmap/web-config')
    const undone = await shop.kdeploy('undo')

    expect(adopted.stderr).toContain(`Helm release ${cluster.namespace}/web: helm uninstall keeps 1 adopted object`)
    expect(adopted.stderr).toContain('1 adopted')
    expect(adopted.exitCode).toBe(0)
    expect(adoptedConfig.data).toEqual({ color: 'red' })
    expect(managers(adoptedConfig)).toEqual(['kdeploy Apply', 'kdeploy-helm Apply'])
    expect(undone.exitCode).toBe(0)
    const back = await live(cluster, 'configmap/web-config')
    expect(content(back)).toEqual(content(before))
    expect(ownership(back)).toEqual(ownership(before))

    expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)
    await helm.helm(['uninstall', 'web'])
    expect((await live(cluster, 'configmap/web-config')).data).toEqual({ color: 'red' })
    expect(await exists(cluster, 'deployment/web')).toBe(false)
    expect((await shop.kdeploy('apply')).stderr).toContain('nothing changed (2 unchanged)')
    expect((await shop.kdeploy('status', '--exit-code')).exitCode).toBe(0)
  })

  test('are kept again after a helm upgrade that still had them, by an apply that changes nothing else', async ({
    cluster,
    skip,
  }) => {
    const helm = await createHelmProject(cluster, major)
    if (helm === undefined) return skip('no Helm')
    await helm.helm(['install', 'web', helm.chart])
    const { data } = await live(cluster, 'configmap/web-config')
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config' }, data }
    const shop = await createRelease(cluster, { 'config.yaml': [config] })
    expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)
    await helm.helm(['upgrade', 'web', helm.chart])

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /Helm would delete objects that this release adopted; marking them to be kept again: ConfigMap \S+\/web-config/,
    )
    expect(exitCode).toBe(0)
    await helm.helm(['uninstall', 'web'])
    expect((await live(cluster, 'configmap/web-config')).data).toEqual(data)
  })

  test('are kept by a helm rollback to a revision that lacks them, and deleted by Helm once given back', async ({
    cluster,
    skip,
  }) => {
    const helm = await createHelmProject(cluster, major)
    if (helm === undefined) return skip('no Helm')
    await helm.helm(['install', 'web', helm.chart, '--set', 'withoutConfigMap=true'])
    await helm.helm(['upgrade', 'web', helm.chart])
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'web-config' }, data: { color: 'red' } }
    const shop = await createRelease(cluster, { 'config.yaml': [config] })
    expect((await shop.kdeploy('apply', '--adopt')).exitCode).toBe(0)

    await helm.helm(['rollback', 'web', '1'])

    expect((await live(cluster, 'configmap/web-config')).data).toEqual({ color: 'red' })
    await helm.helm(['rollback', 'web', '2']).catch(() => {})
    const back = await shop.kdeploy('delete', '--give-back', '--yes')
    expect(back.exitCode).toBe(0)
    await helm.helm(['uninstall', 'web'])
    expect(await exists(cluster, 'configmap/web-config')).toBe(false)
  })
})
