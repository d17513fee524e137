import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const needed = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
  { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'patch', 'create'] },
  { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get', 'list', 'watch', 'patch', 'create'] },
]

describe('a run that may not read what explains a failure', () => {
  test('goes on, and says what it can not explain', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop', web: (text) => text.replace('60', '5') })
    const kubeconfig = await cluster.kubeconfigFor(needed)

    const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    for (const type of ['ReplicaSet', 'Pod', 'Event'])
      expect(stderr).toContain(`warning: listing or watching ${type}s in ${cluster.namespace} is forbidden`)
    expect(stderr).toMatch(/^failed: revision 1, 2 created/m)
    expect(exitCode).toBe(5)
  })

  test('names the cause without the log', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'crash-loop' })
    const children = { apiGroups: ['', 'apps'], resources: ['pods', 'events', 'replicasets'], verbs: ['list', 'watch'] }
    const kubeconfig = await cluster.kubeconfigFor([...needed, children])

    const { stderr, exitCode } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/CrashLoopBackOff.*; its log can't be read: \S+ may not get pods\/log in the namespace/)
    expect(exitCode).toBe(5)
  })
})

test('a run that loses its permissions midway lists what it wrote', async ({ cluster }) => {
  const shop = await createShop(cluster, { readyAfter: '3s' })
  const kubeconfig = await cluster.kubeconfigFor(needed)

  const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', '--kubeconfig', kubeconfig], { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => running.output().includes('waiting  Deployment'))
  await cluster.kubectl(['delete', 'rolebindings', '--all'])
  const { stderr, exitCode } = await running.result

  const written = `already written: ConfigMap ${cluster.namespace}/shop, Deployment ${cluster.namespace}/web`
  expect(stderr).toContain('error: everything was written, but whether it became ready could not be seen\n')
  expect(stderr.split(written)).toHaveLength(2)
  expect(stderr).not.toContain('nothing was written')
  expect(exitCode).toBe(3)
})
