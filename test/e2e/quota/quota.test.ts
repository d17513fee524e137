import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createQuota } from '../../support/cluster/resource-quota.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const more = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `templates/setting-${index}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: setting-${index}\ndata: {a: b}\n`,
    ]),
  )

const worker = (replicas: number) => ({
  'templates/worker.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: worker}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: worker}}
  template:
    metadata: {labels: {app: worker}}
    spec:
      containers:
      - {name: app, image: "registry.example.com/worker:1", resources: {requests: {cpu: 500m, memory: 256Mi}}}
`,
})

describe('apply under a ResourceQuota', () => {
  testShown(
    'that each object fits in and all together exceed is refused before anything is written',
    async (cluster, showing) => {
      const shop = await createShop(cluster, { files: more(4) })
      // kube-root-ca.crt is one of them.
      await createQuota(cluster, { hard: { 'count/configmaps': '4' } })

      const { exitCode, shown } = await shop.show(showing, 'apply')

      await expect(shown).toMatchFileSnapshot(showing.golden('quota-planned'))
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'configmap,deployment,secret,lease', '-o', 'name'])).toBe(
        'configmap/kube-root-ca.crt\n',
      )
    },
  )

  test('counts what the replicas of workloads request, and what they have already', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 0, files: worker(2) })
    await createQuota(cluster, { hard: { 'requests.cpu': '1500m', 'requests.memory': '1Gi' } })
    const fits = await shop.kdeploy('apply')
    await shop.change({ replicas: 0, files: worker(4) })

    const { exitCode, stderr } = await shop.kdeploy('apply')
    const diff = await shop.kdeploy('diff')

    expect(fits.exitCode).toBe(0)
    expect(diff.stdout).toContain('-replicas: 2\n+replicas: 4\n')
    expect(diff).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('would be exceeded: requests.cpu') })
    expect(stderr).toContain('would be exceeded: requests.cpu: used 1, requested 1, limited to 1500m')
    expect(stderr).not.toContain('requests.memory')
    expect(stderr).toContain('templates/worker.yaml:1:1')
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'deployment/worker', '-o', 'jsonpath={.spec.replicas}'])).toBe('2')
  })

  test('counts what a LimitRange gives to containers that ask for nothing', async ({ cluster }) => {
    const limits = [{ type: 'Container', defaultRequest: { cpu: '500m' } }]
    await cluster.create([{ apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'usual' }, spec: { limits } }])
    await createQuota(cluster, { hard: { 'requests.cpu': '1' } })
    const shop = await createShop(cluster, { replicas: 3 })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('would be exceeded: requests.cpu: used 0, requested 1500m, limited to 1')
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'deployment', '-o', 'name'])).toBe('')
  })

  test("counts kdeploy's own revision and lock", async ({ cluster }) => {
    const shop = await createShop(cluster)
    await createQuota(cluster, { hard: { secrets: '1' } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('would be exceeded: secrets: used 0, requested 2, limited to 1')
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'configmap/shop', '--ignore-not-found'])).toBe('')
  })

  test('that it renders itself goes through', async ({ cluster }) => {
    const quota = 'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: own}\nspec: {hard: {count/configmaps: "10"}}\n'
    const shop = await createShop(cluster, { files: { 'templates/quota.yaml': quota } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('3 created')
    expect(exitCode).toBe(0)
  })
})
