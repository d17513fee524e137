import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { repository } from '../../support/projects/project.ts'
import { createShop } from '../../support/projects/shop.ts'

interface Documented {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly rules: readonly object[]
}

/** The objects of docs/operating/roles.md, with another namespace and name in place of its own. */
function documented(namespace: string, account = 'diff', name = 'kdeploy-diff'): Documented[] {
  const text = readFileSync(join(repository, 'docs/operating/roles.md'), 'utf8')
  return [...text.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(
    ([, block = '']) =>
      loadAll(
        block
          .replaceAll('shop-prod:diff', `${namespace}:${account}`)
          .replaceAll(/(name|policyName): kdeploy-diff/g, `$1: ${name}`),
      ) as Documented[],
  )
}

const rulesOf = (role: string) =>
  documented('').find(({ kind, metadata }) => kind === 'Role' && metadata.name === role)?.rules ?? []

async function deployedShop(cluster: Cluster) {
  const shop = await createShop(cluster)
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  return shop
}

/** Runs a command with a Role's kubeconfig; whatever it warns of is an error of the page. */
async function runAs(kubeconfig: string, shop: Awaited<ReturnType<typeof createShop>>, ...args: string[]) {
  const { stdout, stderr, exitCode } = await shop.kdeploy(...args, '--kubeconfig', kubeconfig)
  return { exitCode, said: stderr.split('\n').filter((line) => /^(error|warning)/.test(line)), stdout, stderr }
}

describe('docs/operating/roles.md', () => {
  test('has a Role that looks, and may change nothing', async ({ cluster }) => {
    const shop = await deployedShop(cluster)
    const reader = await cluster.kubeconfigFor(rulesOf('kdeploy-reader'))
    for (const command of ['status', 'history'])
      expect(await runAs(reader, shop, command)).toMatchObject({ exitCode: 0, said: [] })
    await shop.change({ tag: '2' })
    for (const args of [['apply'], ['restart'], ['delete', '--yes']])
      expect({ args, ...(await runAs(reader, shop, ...args)) }).toMatchObject({ args, exitCode: 3 })
  })

  test('has a Role that compares, and with its policy writes nothing', async ({ cluster }) => {
    const shop = await deployedShop(cluster)
    const kubeconfig = await cluster.kubeconfigFor(rulesOf('kdeploy-diff'))
    const account = (await cluster.kubectl(['get', 'roles', '-o', 'jsonpath={.items[0].metadata.name}'])).trim()
    const name = `kdeploy-diff-${account}`
    const policies = documented(cluster.namespace, account, name).filter(({ kind }) => kind.startsWith('Validating'))
    expect(policies).toHaveLength(2)
    await cluster.kubectl(['apply', '--server-side', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: policies }),
    })
    try {
      await shop.change({ tag: '2' })
      const live = async () => cluster.get<{ items: object[] }>('deployments,secrets,leases')
      await expect
        .poll(
          () =>
            cluster.kubectl(['label', 'deployment', 'web', 'a=b', '--kubeconfig', kubeconfig]).then(
              async () => cluster.kubectl(['label', 'deployment', 'web', 'a-']).then(() => 'written'),
              (error: Error) => error.message,
            ),
          { timeout: 20_000 },
        )
        .toContain('this account may only dry-run')
      const before = await live()
      expect(await runAs(kubeconfig, shop, 'diff')).toMatchObject({ exitCode: 1, said: [] })
      expect(await runAs(kubeconfig, shop, 'status', '--exit-code')).toMatchObject({ exitCode: 0, said: [] })
      expect(await runAs(kubeconfig, shop, 'apply')).toMatchObject({ exitCode: 3 })
      expect(await live()).toEqual(before)
    } finally {
      await cluster.kubectl(['delete', `validatingadmissionpolicy/${name}`, `validatingadmissionpolicybinding/${name}`])
    }
  })

  test('has a Role that restarts, and may deploy nothing', async ({ cluster }) => {
    const shop = await deployedShop(cluster)
    const restarter = await cluster.kubeconfigFor(rulesOf('kdeploy-restarter'))
    for (const command of ['status', 'restart'])
      expect(await runAs(restarter, shop, command)).toMatchObject({ exitCode: 0, said: [] })
    await shop.change({ tag: '2' })
    expect(await runAs(restarter, shop, 'apply')).toMatchObject({ exitCode: 3 })
  })

  test('has a Role that deploys, undoes and deletes, with a hook too', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const job = `apiVersion: batch/v1
kind: Job
metadata: {name: migrate, annotations: {kdeploy.dev/hook: before-apply}}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: migrate, image: registry.example.com/shop:1}]}
`
    const deployer = await cluster.kubeconfigFor(rulesOf('kdeploy-deployer'))
    await shop.change({ files: { 'templates/migrate.yaml': job } })
    expect(await runAs(deployer, shop, 'apply')).toMatchObject({ exitCode: 0, said: [] })
    await shop.change({ tag: '2', files: { 'templates/migrate.yaml': job } })
    for (const args of [['apply'], ['undo'], ['restart'], ['status'], ['undo', 'deployment/web'], ['delete', '--yes']])
      expect({ args, ...(await runAs(deployer, shop, ...args)) }).toMatchObject({ args, exitCode: 0, said: [] })
  })
})
