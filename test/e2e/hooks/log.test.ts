import { describe, expect } from 'vitest'
import { type Fault, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

const slow = { 'templates/migrate.yaml': hookJob({ pod: 'test.kdeploy.dev/complete-after: 2s' }) }
const told = (stderr: string) => [...stderr.matchAll(/^migrate-\w+ migrate \| (.*)$/gm)].map(([, line]) => line)
const whole = ['starting', 'reading the configuration', 'listening on port 8080']

describe("a hook's log", () => {
  test.for<[string, Fault]>([
    ['is refused for a moment', { code: 503, reason: 'ServiceUnavailable', message: 'starting up' }],
    ['breaks before the answer', { lose: 'request' }],
    ['breaks within a line', { lose: 'answer', after: 60 }],
  ])('is shown whole, each line once, where it %s', async ([, fault], { cluster }) => {
    const shop = await createShop(cluster, { files: slow })
    let faults = 0
    const proxy = await startApiProxy(cluster, ({ url }) => {
      if (!url.includes('/log?') || faults === 2) return undefined
      faults += 1
      return fault
    })
    try {
      const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)

      expect(faults).toBe(2)
      expect(told(stderr)).toEqual(whole)
      expect(exitCode).toBe(0)
    } finally {
      await proxy.close()
    }
  })

  test('is shown whole, before how it ended, where it comes later than its end', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    const proxy = await startApiProxy(cluster, ({ url }) => (url.includes('/log?') ? { delay: 1500 } : undefined))
    try {
      const { stderr } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)

      expect(told(stderr)).toEqual(whole)
      expect(stderr).toMatch(/listening on port 8080\nready +Job/)
    } finally {
      await proxy.close()
    }
  })

  test('that may not be read is told once, and fails nothing', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: slow })
    const resources = ['secrets', 'configmaps', 'pods', 'events', 'deployments', 'replicasets', 'jobs', 'leases']
    const groups = ['', 'apps', 'batch', 'coordination.k8s.io']
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: groups, resources, verbs: ['*'] }])

    const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr.match(/warning: the log of pod migrate-\w+ can't be shown/g)).toHaveLength(1)
    expect(told(stderr)).toEqual([])
    expect(exitCode).toBe(0)
  })
})
