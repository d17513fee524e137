import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { documentContradictions } from '../../support/output/documented.ts'
import { createShop, shopFiles } from '../../support/projects/shop.ts'

test('status --all lists the releases of a namespace, without a project', async ({ cluster }) => {
  const { namespace } = cluster
  const shop = await createShop(cluster, { replicas: 2 })
  await shop.kdeploy('apply')
  const files = {
    ...shopFiles({ namespace, stage: 'crash-loop' }),
    'kdeploy.yaml': 'name: till\n',
    'templates/config.yaml': '',
    'templates/web.yaml': (shopFiles({ namespace, stage: 'crash-loop' })['templates/web.yaml'] ?? '').replace(
      'name: web',
      'name: till',
    ),
  }
  const till = await cluster.createProject({ files })
  expect((await cluster.kdeploy(['apply', '-p', 'prod_shop'], { cwd: till.folder })).exitCode).toBe(5)
  const elsewhere = await cluster.createProject()
  const run = (...args: string[]) => cluster.kdeploy(['status', ...args], { cwd: elsewhere.folder })

  const text = await run('--all', '-n', namespace)
  const json = await run('--all', '-n', namespace, '-o', 'json')
  const nothing = await run('--all', '-n', await cluster.createNamespace())

  expect(text.stdout).toMatch(/^RELEASE +NAMESPACE +REVISION +STATUS +WHEN +BY +WORKLOADS\n/)
  expect(text.stdout).toMatch(/\nshop\/prod_shop +\S+ +1 +succeeded +just now .* 1\/1 ready\n/)
  expect(text.stdout).toMatch(/\ntill\/prod_shop +\S+ +1 +failed +just now .* 0\/1 ready\n {2}Deployment \S+\/till: /)
  expect(text.exitCode).toBe(5)
  const document = JSON.parse(json.stdout)
  expect(documentContradictions(document, 'status --all -o json')).toEqual([])
  expect(document.releases).toMatchObject([
    { release: `shop/prod_shop/${namespace}`, revision: 1, status: 'succeeded', workloads: { ready: 1, total: 1 } },
    { status: 'failed' },
  ])
  expect(nothing.stdout).toMatch(/^no releases in namespace \S+\n$/)
  expect(nothing.exitCode).toBe(0)

  const everywhere = await run('-A')
  expect(everywhere.stdout).toMatch(new RegExp(`\nshop/prod_shop +${namespace} +1 `))

  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }]
  const kubeconfig = await cluster.kubeconfigFor(rules)
  const few = await run('--all', '--kubeconfig', kubeconfig)
  expect(few.stdout).toMatch(/\nshop\/prod_shop .* unknown\n/)
  expect((await run('-A', '--kubeconfig', kubeconfig)).exitCode).toBe(3)
  const name = `namespaces-${namespace}`
  await cluster.kubectl(['create', 'clusterrole', name, '--verb=list', '--resource=namespaces'])
  await cluster.kubectl([
    ...['create', 'clusterrolebinding', name, `--clusterrole=${name}`],
    `--group=system:serviceaccounts:${namespace}`,
  ])
  try {
    const some = await run('-A', '--kubeconfig', kubeconfig)
    expect(some.stdout).toMatch(/^RELEASE .*\nshop\/prod_shop .* unknown\ntill\/prod_shop .*\n.*\n$/)
    expect(some.stderr).toMatch(/warning: releases may be missing: Secrets may not be listed in .*\bkube-system\b/)
  } finally {
    await cluster.kubectl(['delete', 'clusterrole,clusterrolebinding', name])
  }
})
