import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { createQuota } from '../../support/cluster/resource-quota.ts'
import { migrateImage, migrateJob } from '../../support/projects/migrate-job.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('a refusal that only the free name of the dry-run meets is no hindrance to a replacement', () => {
  test('an exhausted quota, which the old object gives back', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    await shop.kdeploy('apply')
    await createQuota(cluster, { hard: { 'count/jobs.batch': '1' } }, { 'count/jobs.batch': '1' })
    const second = ['create', 'job', 'second', '--image=registry.example.com/migrate:1', '--dry-run=server']
    await expect(cluster.kubectl(second)).rejects.toThrow('exceeded quota')
    await shop.change({ files: migrateJob('2') })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace')

    expect(stderr).toMatch(/recreated +Job \S+\/migrate/)
    expect(exitCode).toBe(0)
    expect(await migrateImage(cluster)).toBe('registry.example.com/migrate:2')
  })

  test('the rule for the names of CustomResourceDefinitions', async ({ cluster }) => {
    const group = `${cluster.namespace}.example.com`
    const definition = (scope: string) => ({
      'templates/crd.yaml': `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.${group}}
spec:
  group: ${group}
  scope: ${scope}
  names: {kind: Widget, plural: widgets, singular: widget}
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
`,
    })
    const name = `crd/widgets.${group}`
    const shop = await createShop(cluster, { files: definition('Namespaced') })
    try {
      await shop.kdeploy('apply')
      await shop.change({ files: definition('Cluster') })

      const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', name)

      expect(stderr).toMatch(/recreated +CustomResourceDefinition widgets/)
      expect(exitCode).toBe(0)
      expect(await cluster.kubectl(['get', name, '-o', 'jsonpath={.spec.scope}'])).toBe('Cluster')
    } finally {
      await cluster.kubectl(['delete', name, '--ignore-not-found', '--wait=false'])
    }
  })

  test('a webhook for new objects that refuses dry-runs, which is told', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: migrateJob('1') })
    await shop.kdeploy('apply')
    await shop.change({ files: migrateJob('2') })
    const message = 'admission webhook "audit.example.com" does not support dry run'
    let refused = 0
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (method !== 'PATCH' || !/\/jobs\/migrate-\w+\?.*dryRun=All/.test(url)) return undefined
      refused += 1
      return { code: 400, reason: 'BadRequest', message }
    })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--replace', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(refused).toBe(1)
    expect(stderr).toContain(
      `warning: not checked by the server: the webhook audit.example.com does not support dry-run: Job ${cluster.namespace}/migrate\n`,
    )
    expect(stderr).toMatch(/recreated +Job \S+\/migrate/)
    expect(exitCode).toBe(0)
    expect(await migrateImage(cluster)).toBe('registry.example.com/migrate:2')
  })
})
