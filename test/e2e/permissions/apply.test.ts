import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { testShown } from '../../support/output/views.ts'
import { type PrintedRule, printedRoles } from '../../support/projects/printed-role.ts'
import { createShop } from '../../support/projects/shop.ts'

const own = [
  { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
]
const isNotNamespaces = ({ resources }: PrintedRule) => !resources.includes('namespaces')

const watching = [
  { apiGroups: ['', 'apps'], resources: ['pods', 'events', 'deployments', 'replicasets'], verbs: ['list', 'watch'] },
]

/** What is there where nothing was written. */
const untouched = 'configmap/kube-root-ca.crt\n'
const everything = ({ kubectl }: Cluster) => kubectl(['get', 'configmap,deployment,secret,lease', '-o', 'name'])

describe('apply without enough permissions', () => {
  testShown(
    'lists every missing one before anything is written, with a Role that grants them',
    async (cluster, showing) => {
      const shop = await createShop(cluster)
      const kubeconfig = await cluster.kubeconfigFor([
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'patch', 'create'] },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['get'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
      ])

      const { exitCode, shown } = await shop.show(showing, 'apply', '--kubeconfig', kubeconfig)

      await expect(shown).toMatchFileSnapshot(showing.golden('permissions'))
      expect(exitCode).toBe(3)
      expect(await everything(cluster)).toBe(untouched)
    },
  )

  test('names in one round all that --create-namespace needs, and says that a Role needs the namespace', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster)
    const made = `${cluster.namespace}-made`
    const options = ['--namespace', made, '--create-namespace']

    const first = await shop.kdeploy('apply', ...options, '--kubeconfig', await cluster.kubeconfigFor([]))

    expect(first.stderr).toMatch(/lacks \d+ permissions on \d+ resources\n/)
    expect(first.stderr).toMatch(/get, patch, create +namespaces +\(whole cluster\) +--create-namespace\n/)
    expect(first.stderr).toContain(`  the namespace ${made} must exist before its Role can be created\n`)
    expect(first.exitCode).toBe(3)
    const [role] = printedRoles(first.stderr)
    // In a namespace that is there, nothing of that is needed, although it can't be seen that it is.
    const here = ['--namespace', cluster.namespace, '--create-namespace']
    const withRole = await cluster.kubeconfigFor(role?.rules.filter(isNotNamespaces) ?? [])
    const second = await shop.kdeploy('apply', ...here, '--kubeconfig', withRole)
    expect(second.exitCode, second.stderr).toBe(0)

    // Whoever may do all of it in the whole cluster but see the namespace is told so once.
    const blind = await cluster.kubeconfigFor([])
    const name = `blind-${cluster.namespace}`
    await cluster.create([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name },
        rules: role?.rules.filter(isNotNamespaces) ?? [],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [
          { kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: `system:serviceaccounts:${cluster.namespace}` },
        ],
      },
    ])
    try {
      const third = await shop.kdeploy('apply', ...options, '--kubeconfig', blind)
      expect(third.stderr).toMatch(
        /error: the namespace \S+-made of shop\S* does not exist\nhint: have it created, or ask/,
      )
      expect(third.stderr.match(/does not exist/g)).toHaveLength(1)
      expect(third.exitCode).toBe(2)
    } finally {
      await cluster.kubectl(['delete', 'clusterrole,clusterrolebinding', name])
    }
  })

  test('is told by diff and status --exit-code to be asked for by a dry-run too', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const kubeconfig = await cluster.kubeconfigFor([{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }])

    for (const command of ['diff', 'status --exit-code']) {
      const [name = '', ...options] = command.split(' ')
      const { exitCode, stderr } = await shop.kdeploy(name, ...options, '--kubeconfig', kubeconfig)
      expect(stderr).toMatch(
        /^hint: ask for .*; the run writes nothing, but the API server asks for the same permissions for a dry-run$/m,
      )
      expect(exitCode).toBe(3)
    }
    expect((await shop.kdeploy('status', '--kubeconfig', kubeconfig)).exitCode).toBe(0)
  })

  test('is refused before anything is written, also where only its end would fail', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: ['', 'apps'], resources: ['*'], verbs: ['*'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update'] },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toMatch(/lacks a permission\n.*\n +delete +leases\.coordination\.k8s\.io .* the release's lock\n/)
    expect(exitCode).toBe(3)
    expect(await everything(cluster)).toBe(untouched)
  })

  test('is refused for a kind of which it may not make new objects, and only then', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const kubeconfig = await cluster.kubeconfigFor([
      ...own,
      ...watching,
      { apiGroups: ['', 'apps'], resources: ['configmaps', 'deployments'], verbs: ['get', 'list', 'patch'] },
    ])

    const first = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)
    const nothing = await everything(cluster)
    await shop.kdeploy('apply')
    await shop.change({ greeting: 'good evening' })
    const second = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(first.stderr).toContain('may not create configmaps in the namespace')
    expect(first.stderr).toContain('may not create deployments.apps in the namespace')
    expect(first.exitCode).toBe(3)
    expect(nothing).toBe(untouched)
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

  test('says once a run that old revisions stay where it may not delete them, and goes on', async ({ cluster }) => {
    const files = { 'kdeploy.yaml': 'name: shop\nhistoryLimit: 4\n' }
    const greet = (greeting: string) => ({ web: () => '', greeting, files })
    const shop = await createShop(cluster, greet('0'))
    for (let number = 1; number <= 5; number++) {
      await shop.change(greet(`hello ${number}`))
      await shop.kdeploy('apply')
    }
    const kubeconfig = await cluster.kubeconfigFor([
      ...own,
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'patch'] },
    ])
    const runs = []
    for (const greeting of ['good morning', 'good evening']) {
      await shop.change(greet(greeting))
      runs.push(await shop.kdeploy('apply', '--kubeconfig', kubeconfig))
    }

    const said = runs.map(({ stderr }) => stderr.split('\n').filter((line) => line.includes('old revision')))
    const why = `may not delete secrets in the namespace ${cluster.namespace}`
    expect(said).toEqual([
      [expect.stringMatching(/^warning: 1 old revision of .* could not be deleted \(more than 4 are kept now\): /)],
      [expect.stringMatching(/^warning: 2 old revisions of .* could not be deleted \(more than 4 are kept now\): /)],
    ])
    expect(said.flat()).toEqual([expect.stringContaining(why), expect.stringContaining(why)])
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
  })
})
