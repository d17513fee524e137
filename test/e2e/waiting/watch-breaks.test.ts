import { describe, expect } from 'vitest'
import {
  type ApiProxy,
  type Disturbance,
  isWatch,
  type ProxiedRequest,
  startApiProxy,
} from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/** Applies a slow shop through a proxy, disturbs the proxy once the pods are waited for, and returns how the apply ended. */
async function disturbed(
  cluster: Cluster,
  disturb: (proxy: ApiProxy) => unknown,
  inject?: (request: ProxiedRequest) => { code: number; reason: string; message: string } | undefined,
  readyAfter = '4s',
) {
  const shop = await createShop(cluster, { readyAfter })
  const proxy = await startApiProxy(cluster, inject)
  try {
    const args = ['apply', '-p', 'prod_shop', '--timeout', '60s', '--stable-for', '0s']
    const running = cluster.startKdeploy(args, { cwd: shop.folder, env: { KUBECONFIG: proxy.kubeconfig } })
    await cluster.waitFor('the wait', async () => /waiting +Deployment .* become available/.test(running.output()))
    const isOpen = (plural: string) => proxy.openWatches().some((url) => url.includes(`/${plural}?`))
    await cluster.waitFor('the watches', async () => ['deployments', 'replicasets', 'pods', 'events'].every(isOpen))
    await disturb(proxy)
    return { ...(await running.result), requests: proxy.requests }
  } finally {
    await proxy.close()
  }
}

function expectOneReady({ stderr, exitCode }: { readonly stderr: string; readonly exitCode: number }): void {
  const lines = stderr.trimEnd().split('\n')
  expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([])
  expect(lines.filter((line) => /^ready +Deployment \S+: 1 replica ready$/.test(line))).toHaveLength(1)
  expect(stderr).not.toMatch(/warning|failed/)
  expect(exitCode).toBe(0)
}

describe('waiting goes on', () => {
  const ways: Record<Disturbance, string> = {
    reset: 'when the connections of its watches break',
    torn: 'when they break within a line of JSON',
    expired: 'when the watches are told that their resourceVersion is too old',
    silent: 'when the watches fall silent without an end',
  }
  for (const [how, title] of Object.entries(ways) as [Disturbance, string][]) {
    test(title, { timeout: 60_000 }, async ({ cluster }) => {
      const began = Date.now()

      const result = await disturbed(cluster, (proxy) => expect(proxy.disturbWatches(how)).toBeGreaterThan(0))

      expectOneReady(result)
      expect(Date.now() - began).toBeLessThan(30_000)
    })
  }

  test('when the watches are refused with 410 as they are opened again', async ({ cluster }) => {
    const refused = new Set<string>()
    let expired = false
    const result = await disturbed(
      cluster,
      (proxy) => {
        expired = true
        proxy.disturbWatches('reset')
      },
      ({ url }) => {
        const path = url.replace(/\?.*/, '')
        if (!expired || !isWatch(url) || refused.has(path)) return undefined
        refused.add(path)
        return { code: 410, reason: 'Expired', message: 'too old resource version: 1 (2)' }
      },
    )

    expect(refused.size).toBeGreaterThan(1)
    expectOneReady(result)
  })
})

test('an API server that stops answering is told within 20 seconds, and that it is back', { timeout: 60_000 }, async ({
  cluster,
}) => {
  const freeze = async (proxy: ApiProxy) => {
    proxy.freeze()
    await new Promise((resolve) => setTimeout(resolve, 20_000))
    proxy.thaw()
  }
  // Ready only long after the thaw, so that there still is something to follow.
  const result = await disturbed(cluster, freeze, undefined, '32s')

  const told = /warning: no updates on the workloads for 1\d s, still trying: no response for 5 s\n/g
  expect(result.stderr.match(told)).toHaveLength(1)
  expect(result.stderr.match(/^receiving updates on the workloads again$/gm)).toHaveLength(1)
  expect(result.stderr.match(/^ready /gm)).toHaveLength(1)
  expect(result.exitCode).toBe(0)
})
