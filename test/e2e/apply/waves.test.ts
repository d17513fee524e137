import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const waved = (name: string, wave: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  annotations: {kdeploy.dev/wave: "${wave}"}\n`

describe('the order of writes', () => {
  test('is config before workloads, and by kdeploy.dev/wave within', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/a.yaml': waved('last', '10'), 'templates/b.yaml': waved('first', '-1') },
    })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    const created = [...stderr.matchAll(/^created {2}(\S+ \S+)$/gm)].map(([, name]) => name)
    const names = ['ConfigMap', 'ConfigMap', 'ConfigMap', 'Deployment'].map((kind) => `${kind} ${cluster.namespace}/`)
    expect(created).toEqual(['first', 'shop', 'last', 'web'].map((name, index) => `${names[index]}${name}`))
    expect(exitCode).toBe(0)
  })

  test('lets somebody who may only bind what they hold make a Role and its RoleBinding in one apply', async ({
    cluster,
  }) => {
    const rbac = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: app}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: app}
subjects: [{kind: ServiceAccount, name: default}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: app}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
`
    const shop = await createShop(cluster, { files: { 'templates/rbac.yaml': rbac } })
    const verbs = ['get', 'list', 'watch', 'create', 'patch', 'update', 'delete']
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: ['', 'apps', 'coordination.k8s.io', 'rbac.authorization.k8s.io'], resources: ['*'], verbs },
    ])

    const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', kubeconfig)

    expect(stderr).toContain('4 created')
    expect(exitCode).toBe(0)
    expect(await cluster.kubectl(['get', 'rolebinding/app', '-o', 'jsonpath={.roleRef.name}'])).toBe('app')
  })

  test('checks what exceeds a quota anew where the same apply raises it', async ({ cluster }) => {
    const quota = (hard: number) =>
      `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: own}\nspec: {hard: {count/configmaps: "${hard}"}}\n`
    const shop = await createShop(cluster, { files: { 'templates/quota.yaml': quota(2) } })
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/quota.yaml': quota(3), 'templates/a.yaml': waved('more', '0') } })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('1 created, 1 changed, 2 unchanged')
    expect(exitCode).toBe(0)
  })
})
