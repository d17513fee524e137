import { describe, expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const namespaceTemplate = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: "{{ NAMESPACE }}"}\n'

describe('apply into a namespace', () => {
  test('that it renders makes the namespace first, and checks the rest before writing it', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: { 'templates/namespace.yaml': namespaceTemplate } })
    const made = `${cluster.namespace}-made`
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--namespace', made)

      expect(stderr).toContain('plan: 3 to create, 0 to change, 0 unchanged')
      expect(stderr).toMatch(/created {2}Namespace \S+-made\n[\s\S]*created {2}ConfigMap \S+-made\/shop\n/)
      expect(exitCode).toBe(0)
      const labels = await cluster.kubectl(['get', `namespace/${made}`, '-o', 'jsonpath={.metadata.labels}'])
      expect(labels).not.toContain('applyset')
    } finally {
      await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
    }
  })

  test('that it makes finds an invalid manifest before any object is written to it', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: {
        'templates/typo.yaml':
          'apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: db\nspec:\n  serviceNam: db\n  selector: {matchLabels: {a: b}}\n',
        'templates/port.yaml':
          'apiVersion: v1\nkind: Service\nmetadata:\n  name: db\nspec:\n  ports:\n  - port: 99999\n',
      },
    })
    const made = `${cluster.namespace}-made`
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--namespace', made, '--create-namespace')

      expect(stderr).toContain("2 manifests that could only be checked now can't be applied")
      expect(stderr).toContain('templates/typo.yaml:6:3: StatefulSet')
      expect(stderr).toContain('templates/port.yaml:7:5: Service')
      expect(stderr).toContain(`written before that: Namespace ${made}`)
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'deployment,service,statefulset', '-n', made, '-o', 'name'])).toBe('')
    } finally {
      await cluster.kubectl(['delete', 'namespace', made, '--wait=false', '--ignore-not-found'])
    }
  })

  test('that is being deleted refuses, and writes nothing', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const going = await cluster.createNamespace()
    const held = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'held', finalizers: ['example.com/held'] } }
    await cluster.kubectl(['create', '-n', going, '-f', '-'], { input: JSON.stringify(held) })
    await cluster.kubectl(['delete', 'namespace', going, '--wait=false'])
    try {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--namespace', going)

      expect(stderr).toContain(`the namespace ${going} is being deleted, so nothing can be written to it`)
      expect(stderr).toContain('hint: wait until it is gone')
      expect(stderr.match(/error:/g)).toHaveLength(1)
      expect(exitCode).toBe(3)
      expect(await cluster.kubectl(['get', 'deployment,secret,lease', '-n', going, '-o', 'name'])).toBe('')
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
