import { describe, expect } from 'vitest'
import { type Injected, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/**
 * As the API server answers for a webhook with side effects. Today's servers don't let one be registered any more, but
 * keep those of older clusters (admissionregistration.k8s.io/v1, `sideEffects`).
 */
function refuseDryRuns({ method, url }: ProxiedRequest): Injected | undefined {
  if (method !== 'PATCH' || !url.includes('/configmaps/') || !url.includes('dryRun=All')) return undefined
  const message = 'admission webhook "audit.example.com" does not support dry run'
  return { code: 400, reason: 'BadRequest', message }
}

describe('a webhook that refuses dry-runs', () => {
  test('is named in a warning, and the apply goes on', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const proxy = await startApiProxy(cluster, refuseDryRuns)
    const through = ['--kubeconfig', proxy.kubeconfig]
    try {
      const first = await shop.kdeploy('apply', ...through)
      const same = await shop.kdeploy('apply', ...through)
      const asked = await shop.kdeploy('diff', '--check-all', ...through)
      await shop.change({ greeting: 'good evening' })
      const diff = await shop.kdeploy('diff', ...through)
      const changed = await shop.kdeploy('apply', ...through)

      const warning = `warning: not checked by the server: the webhook audit.example.com does not support dry-run: ConfigMap ${cluster.namespace}/shop\n`
      for (const { stderr } of [first, asked, diff, changed]) expect(stderr).toContain(warning)
      expect(first.stderr).toContain('2 created')
      // What needs no change needs no dry-run.
      expect(same.stderr).toContain('nothing changed (2 unchanged)')
      expect(same.stderr).not.toContain('warning')
      expect(diff.stdout).toContain('-greeting: hello\n+greeting: good evening\n')
      expect(diff.stdout).toContain(', not checked by the server)')
      expect(changed.stderr).toContain('0 created, 1 changed, 1 unchanged')
      expect([first, same, asked, diff, changed].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 1, 0])
      expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('good evening')
    } finally {
      await proxy.close()
    }
  })
})
