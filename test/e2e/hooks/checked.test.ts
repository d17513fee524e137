import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('hooks are checked before anything is written', () => {
  test('their annotations, all at once, with their lines', async ({ cluster }) => {
    const files = {
      'templates/a.yaml': hookJob({ name: 'a', when: 'pre-install' }),
      'templates/b.yaml': hookJob({ name: 'b', annotations: ['kdeploy.dev/hook-delete: never'] }),
      'templates/c.yaml': hookJob({ name: 'c', annotations: ['kdeploy.dev/wave: first'] }),
      'templates/e.yaml': hookJob({ name: 'e', annotations: ['kdeploy.dev/hok: after-apply'] }),
      'templates/d.yaml':
        'apiVersion: v1\nkind: Service\nmetadata:\n  name: d\n  annotations: {kdeploy.dev/hook: before-apply}\nspec: {ports: [{port: 80}]}\n',
    }
    const shop = await createShop(cluster, { files })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain('must be before-apply or after-apply, found "pre-install"')
    expect(stderr).toContain('must be before-next, succeeded, always, found "never"')
    expect(stderr).toContain('must be a whole number, found "first"')
    expect(stderr).toContain(`Service ${cluster.namespace}/d can't be a hook: kdeploy.dev/hook: before-apply`)
    expect(stderr).toContain('did you mean kdeploy.dev/hook?')
    for (const place of ['a.yaml:6', 'b.yaml:7', 'c.yaml:7', 'd.yaml:5', 'e.yaml:7'])
      expect(stderr).toContain(`templates/${place}`)
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'jobs,leases,configmaps', '-l', 'a!=b', '-o', 'name'])).not.toContain('shop')
  })

  test('those of other tools have no effect, and are told once', async ({ cluster }) => {
    const helm = hookJob().replace('kdeploy.dev/hook: before-apply', 'helm.sh/hook: pre-upgrade')
    const shop = await createShop(cluster, { files: { 'templates/a.yaml': helm } })

    const shown = await shop.kdeploy('diff')
    const { stderr, exitCode } = await shop.kdeploy('apply')

    for (const text of [shown.stderr, stderr])
      expect(
        text.match(/^warning: templates\/a\.yaml:6:\d+: .*helm\.sh\/hook \(kdeploy's: kdeploy\.dev\/hook\)/gm),
      ).toHaveLength(1)
    expect(exitCode).toBe(0)
  })

  test('by the server, strictly, also where their Job is there already', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    await shop.kdeploy('apply')
    const misspelt = hookJob().replace('backoffLimit', 'backofLimit')
    await shop.change({ greeting: 'goodbye', files: { 'templates/migrate.yaml': misspelt } })

    const { stderr, exitCode } = await shop.kdeploy('apply')

    expect(stderr).toContain('templates/migrate.yaml:8')
    expect(stderr).toContain('backofLimit')
    expect(stderr).not.toMatch(/migrate-[0-9a-f]{8}/)
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  })

  test('the permission to delete the Job of an earlier run', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/migrate.yaml': hookJob() } })
    const everything = ['get', 'list', 'watch', 'patch', 'create', 'update']
    const groups = ['', 'apps', 'batch', 'coordination.k8s.io']
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: groups, resources: ['*'], verbs: everything },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['delete'] },
    ])

    const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/delete +jobs\.batch +\S+ +templates\/migrate\.yaml:2/)
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'jobs', '-o', 'name'])).toBe('')
  })
})
