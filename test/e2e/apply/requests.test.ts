import { describe, expect } from 'vitest'
import { type ApiProxy, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/** With the shop's own two, fifty objects of four kinds. */
const many = Object.fromEntries(
  Array.from({ length: 24 }, (_, index) => [
    `templates/part-${index}.yaml`,
    `apiVersion: v1
kind: Secret
metadata: {name: part-${index}}
stringData: {a: b}
---
apiVersion: v1
kind: Service
metadata: {name: part-${index}}
spec: {ports: [{port: 80}], selector: {app: web}}
`,
  ]),
)

const dryRunsOf = ({ requests }: ApiProxy) =>
  requests.filter(({ method, url }) => method === 'PATCH' && url.includes('dryRun=All'))

describe('an apply costs few requests', () => {
  test('none per object, and at most 15, where nothing changes', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: many })
    await shop.kdeploy('apply')
    const proxy = await startApiProxy(cluster)
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig, '--no-wait')

      expect(stderr).toContain('nothing changed (50 unchanged)')
      expect(exitCode).toBe(0)
      const { requests } = proxy
      expect(requests.length, requests.map(({ method, url }) => `${method} ${url}`).join('\n')).toBeLessThanOrEqual(15)
      expect(requests.filter(({ method }) => method !== 'GET').map(({ url }) => url)).toEqual([
        expect.stringContaining('selfsubjectrulesreviews'),
      ])
    } finally {
      await proxy.close()
    }
  })

  test('one per object with --check-all', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: many })
    await shop.kdeploy('apply')
    const proxy = await startApiProxy(cluster)
    try {
      const { exitCode } = await shop.kdeploy('diff', '--check-all', '--kubeconfig', proxy.kubeconfig)

      expect(exitCode).toBe(0)
      expect(dryRunsOf(proxy)).toHaveLength(50)
    } finally {
      await proxy.close()
    }
  })

  test('and two more where one object changes', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: many })
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening', files: many })
    const proxy = await startApiProxy(cluster)
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig, '--no-wait')

      expect(stderr).toContain('plan: 0 to create, 1 to change, 49 unchanged')
      expect(exitCode).toBe(0)
      expect(dryRunsOf(proxy)).toHaveLength(1)
      const writes = proxy.requests.filter(({ method, url }) => method === 'PATCH' && !url.includes('dryRun=All'))
      expect(writes.map(({ url }) => url.split('?')[0])).toEqual([
        `/api/v1/namespaces/${cluster.namespace}/configmaps/shop`,
      ])
    } finally {
      await proxy.close()
    }
  })
})

describe('--concurrency', () => {
  test('of 3 is reached and never exceeded, by checks and by writes', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: many })
    const held = { checks: 0, writes: 0 }
    const most = { checks: 0, writes: 0 }
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (method !== 'PATCH') return undefined
      const which = url.includes('dryRun=All') ? 'checks' : 'writes'
      held[which] += 1
      most[which] = Math.max(most[which], held[which])
      const until = new Promise((resolve) => setTimeout(resolve, 50)).then(() => {
        held[which] -= 1
      })
      return { until }
    })
    try {
      const args = ['apply', '--concurrency', '3', '--no-wait', '--kubeconfig', proxy.kubeconfig]
      const { exitCode, stderr } = await shop.kdeploy(...args)

      expect(stderr).toContain('50 created')
      expect(exitCode).toBe(0)
      expect(most).toEqual({ checks: 3, writes: 3 })
    } finally {
      await proxy.close()
    }
  })

  test.for(['0', '-1', 'many', '1001'])('of %s is no number of requests', async (value, { cluster }) => {
    const shop = await createShop(cluster)

    const { exitCode, stderr } = await shop.kdeploy('apply', `--concurrency=${value}`)

    expect(stderr).toContain('Use a number from 1 to 1000')
    expect(exitCode).toBe(2)
  })
})
