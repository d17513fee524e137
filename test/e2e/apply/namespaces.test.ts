import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const namespaceTemplate = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: "{{ NAMESPACE }}"}\n'

describe('apply into a namespace', () => {
  testShown(
    'that it renders makes the namespace first, and checks the rest before writing it',
    async (cluster, showing) => {
      const shop = await createShop(cluster, { files: { 'templates/namespace.yaml': namespaceTemplate } })
      const made = `${cluster.namespace}-made`
      try {
        const { exitCode, shown } = await shop.show(showing, 'apply', '--namespace', made)

        await expect(shown).toMatchFileSnapshot(showing.golden('namespace-made'))
        expect(exitCode).toBe(0)
        const labels = await cluster.kubectl(['get', `namespace/${made}`, '-o', 'jsonpath={.metadata.labels}'])
        expect(labels).not.toContain('applyset')
        const ready = ['get', 'deployment/web', '-n', made, '-o', 'jsonpath={.status.readyReplicas}']
        expect(await cluster.kubectl(ready)).toBe('1')
        expect(await cluster.kubectl(['get', 'deployment,secret,lease', '-o', 'name'])).toBe('')
      } finally {
        await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
      }
    },
  )

  testShown('that it makes holds manifests to their schemas before anything is written', async (cluster, showing) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/port.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  ports:\n  - port: http\n',
        'templates/typo.yaml':
          'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceNam: db\n  selector: {matchLabels: {a: b}}\n',
      },
    })
    const made = `${cluster.namespace}-made`

    const { exitCode, shown } = await shop.show(showing, 'apply', '--namespace', made, '--create-namespace')

    await expect(shown).toMatchFileSnapshot(showing.golden('namespace-made-invalid'))
    expect(exitCode).toBe(2)
    expect(await cluster.kubectl(['get', 'namespace', made, '--ignore-not-found'])).toBe('')
  })

  test('that it makes finds an invalid value before any object is written to it', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/port.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  ports:\n  - port: 99999\n',
      },
    })
    const made = `${cluster.namespace}-made`
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--namespace', made, '--create-namespace')

      expect(stderr).toContain('a manifest failed a check that was only possible now')
      expect(stderr).toContain('templates/port.yaml:7:5: Service')
      expect(stderr).toContain(`already written: Namespace ${made}`)
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'deployment,service,statefulset', '-n', made, '-o', 'name'])).toBe('')
    } finally {
      await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
    }
  })

  test('that it would make counts the namespace as created, also in a diff', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const made = `${cluster.namespace}-made`
    const planned = (stderr: string) => /plan: .*/.exec(stderr)?.[0]
    try {
      const diff = await shop.kdeploy('diff', '--namespace', made)
      expect(diff.exitCode).toBe(1)
      expect(diff.stderr).toContain('apply needs --create-namespace')
      expect(diff.stdout).toContain(`+++ Namespace ${made} (--create-namespace)\n`)
      expect(diff.stdout.match(/^\+\+\+ /gm)).toHaveLength(3)
      const apply = await shop.kdeploy('apply', '--namespace', made, '--create-namespace')

      expect(apply.exitCode).toBe(0)
      expect(planned(diff.stderr)).toBe('plan: 3 to create, 0 to change, 0 unchanged')
      expect(planned(apply.stderr)).toBe(planned(diff.stderr))
    } finally {
      await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
    }
  })

  test('that it makes counts what the cluster put there meanwhile as adopted', async ({ cluster }) => {
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\n'
    const shop = await createShop(cluster, { web: () => '', files: { 'templates/account.yaml': account } })
    const made = `${cluster.namespace}-made`
    const isThere = () => cluster.kubectl(['get', 'serviceaccount', 'default', '-n', made, '--ignore-not-found'])
    let isMade = false
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (method !== 'PATCH') return undefined
      isMade ||= url.includes(`/namespaces/${made}?`)
      if (!isMade || !url.includes(`/namespaces/${made}/`)) return undefined
      return { until: cluster.waitFor('the account that every namespace gets', async () => (await isThere()) !== '') }
    })
    try {
      const options = ['--namespace', made, '--create-namespace', '--kubeconfig', proxy.kubeconfig]
      const { exitCode, stderr } = await shop.kdeploy('apply', ...options)

      expect(stderr).toContain('plan: 3 to create, 0 to change, 0 unchanged')
      expect(stderr).toContain(`created  Namespace ${made}\n`)
      expect(stderr).toContain('revision 1, 2 created, 0 changed, 1 adopted, 0 unchanged')
      expect(exitCode).toBe(0)
    } finally {
      await proxy.close()
      await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
    }
  })

  testShown('that is being deleted refuses, and writes nothing', async (cluster, showing) => {
    const shop = await createShop(cluster)
    const going = await cluster.createNamespace()
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/held'] } }
    await cluster.kubectl(['create', '-n', going, '-f', '-'], { input: JSON.stringify(held) })
    await cluster.kubectl(['delete', 'namespace', going, '--wait=false'])
    try {
      const { exitCode, shown } = await shop.show(showing, 'apply', '--namespace', going)

      await expect(shown).toMatchFileSnapshot(showing.golden('namespace-terminating'))
      expect(exitCode).toBe(3)
      const left = ['get', 'configmap,deployment,secret,lease', '-n', going, '-o', 'name']
      expect(await cluster.kubectl(left)).not.toMatch(/shop|web|secret|lease/)
    } finally {
      await cluster.kubectl([
        'patch',
        'configmap/held',
        '-n',
        going,
        '--type=merge',
        '-p',
        '{"metadata":{"finalizers":null}}',
      ])
    }
  })
})
