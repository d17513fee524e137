import { describe, expect } from 'vitest'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const own = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
]
const watching = [
  { apiGroups: ['', 'apps'], resources: ['pods', 'events', 'deployments', 'replicasets'], verbs: ['list', 'watch'] },
]

describe('apply without enough permissions', () => {
  test('lists every missing one before anything is written, with a Role that grants them', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'patch', 'create'] },
      { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    const { namespace } = cluster
    expect(stderr).toMatch(
      new RegExp(`error: system:serviceaccount:${namespace}:user-\\w+ lacks 9 permissions; nothing was written`),
    )
    for (const [verb, resource, reason] of [
      ['patch', 'deployments.apps', 'templates/web.yaml:2:1'],
      ['create', 'deployments.apps', 'templates/web.yaml:2:1'],
      ['get', 'secrets', "the release's revisions"],
      ['create', 'secrets', "the release's revisions"],
      ['update', 'secrets', "the release's revisions"],
      ['get', 'leases.coordination.k8s.io', "the release's lock"],
      ['create', 'leases.coordination.k8s.io', "the release's lock"],
      ['update', 'leases.coordination.k8s.io', "the release's lock"],
      ['delete', 'leases.coordination.k8s.io', "the release's lock"],
    ] as const) {
      expect(stderr).toMatch(new RegExp(`^  ${verb} +${resource} +${namespace} +${reason}$`, 'm'))
    }
    expect(stderr).toContain('kind: Role\n')
    expect(stderr).toContain('hint: have this role made, bound to system:serviceaccount:')
    expect(exitCode).toBe(3)
    expect(await cluster.kubectl(['get', 'configmap/shop,lease,secret', '-o', 'name', '--ignore-not-found'])).toBe('')
  })

  test('is refused for a kind of which it may not make new objects, and only then', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const kubeconfig = await cluster.kubeconfigFor([
      ...own,
      ...watching,
      { apiGroups: ['', 'apps'], resources: ['configmaps', 'deployments'], verbs: ['get', 'list', 'patch'] },
    ])

    const first = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    const second = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(first.stderr).toContain('may not create configmaps in the namespace')
    expect(first.stderr).toContain('may not create deployments.apps in the namespace')
    expect(first.exitCode).toBe(3)
    expect(second.stderr).toContain('1 changed')
    expect(second.exitCode).toBe(0)
  })

  test('needs no more than a Role for the very names that it deploys', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    const kubeconfig = await cluster.kubeconfigFor([
      ...own,
      ...watching,
      { apiGroups: [''], resources: ['configmaps'], resourceNames: ['shop'], verbs: ['get', 'patch'] },
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: ['web'], verbs: ['get', 'patch'] },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toContain('plan: 0 to create, 1 to change, 1 unchanged')
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('good evening')
  })
})
