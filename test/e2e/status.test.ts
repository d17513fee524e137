import { describe, expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { documentContradictions } from '../support/documented.ts'
import { createShop } from '../support/shop.ts'

describe('status', () => {
  test('says that all is ready, and exits 0', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 2 })
    await shop.kdeploy('apply')

    const { exitCode, stdout, stderr } = await shop.kdeploy('status')

    expect(stdout).toMatch(/^shop\/prod_shop\/\S+: revision 1, succeeded, just now \(\S+\) by \S+\n/)
    expect(stdout).toMatch(/ready +Deployment \S+\/web +2\/2 +2 replicas ready\n2 of 2 objects ready\n$/)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  })

  test('names the cause and the log of a workload that is broken, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })
    await shop.kdeploy('apply')

    const { exitCode, stdout } = await shop.kdeploy('status')

    expect(stdout).toMatch(/failed +Deployment \S+\/web +0\/1 +its new pod can't get ready\n/)
    expect(stdout).toMatch(/pod web-[a-z0-9-]+, container app: CrashLoopBackOff: /)
    expect(stdout).toContain("| KeyError: 'API_KEY'")
    expect(exitCode).toBe(5)
  })

  test('names what is missing, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['delete', 'configmap', 'shop'])

    const { exitCode, stdout } = await shop.kdeploy('status', '-o', 'json')
    const document = JSON.parse(stdout)

    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.objects).toMatchObject([
      { object: { kind: 'ConfigMap', name: 'shop' }, template: 'config.yaml', state: 'missing' },
      { object: { kind: 'Deployment', name: 'web' }, state: 'ready', counts: { updated: 1, ready: 1, total: 1 } },
    ])
    expect(exitCode).toBe(5)
  })

  test('names what somebody changed since, with --exit-code, and exits 1', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const before = await shop.kdeploy('status', '--exit-code')
    await cluster.kubectl(['patch', 'configmap/shop', '--type=merge', '-p', '{"data":{"greeting":"psst"}}'])

    const text = await shop.kdeploy('status', '--exit-code')
    const json = await shop.kdeploy('status', '--exit-code', '-o', 'json')

    expect(before.exitCode).toBe(0)
    expect(text.stdout).toMatch(/ready +ConfigMap \S+\/shop.*\n +drifted: data\.greeting\n/)
    expect(text.stdout).toContain('2 of 2 objects ready, 1 drifted')
    expect(text.exitCode).toBe(1)
    const document = JSON.parse(json.stdout)
    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.objects[0]).toMatchObject({ drift: ['data.greeting'] })
    expect((await shop.kdeploy('status')).exitCode).toBe(0)
  })

  test('tells what it may not read from what is missing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['secrets', 'configmaps'], verbs: ['get', 'list'] },
    ])

    const { exitCode, stdout } = await shop.kdeploy('status', '--kubeconfig', kubeconfig)

    expect(stdout).toMatch(/unknown +Deployment \S+\/web +reading it is forbidden/)
    expect(exitCode).toBe(5)
  })

  test('exits 2 where nothing was deployed', async ({ cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('status')

    expect(stderr).toContain(`shop/prod_shop/${cluster.namespace} has no revision`)
    expect(exitCode).toBe(2)
  })
})
