import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop, type Shop } from '../../support/projects/shop.ts'

async function image({ kubectl }: Cluster): Promise<string> {
  return kubectl(['get', 'deployment/web', '-o', 'jsonpath={..image}'])
}

const withRule = (rule: string) => ({ files: { 'profiles/prod.yaml': `${rule}\n` } })

/** A release whose Deployment has two revisions, and whose profile then gets this rule. */
async function deployedTwice(cluster: Cluster, rule: string) {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2' })
  await shop.kdeploy('apply')
  const changed: Omit<Shop, 'namespace'> = { tag: '2', ...withRule(rule) }
  await shop.change(changed)
  return shop
}

test('undo of a workload says what it is about to restore, and warns of what failed', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  await shop.change({ tag: '2', stage: 'crash-loop' })
  expect((await shop.kdeploy('apply')).exitCode).toBe(5)
  await shop.change({ tag: '3' })
  await shop.kdeploy('apply')
  const web = `Deployment ${cluster.namespace}/web`

  const failed = await shop.kdeploy('undo', 'deployment/web', '--no-wait')
  const good = await shop.kdeploy('undo', 'deployment/web', '--to-revision', '1')

  expect(failed.stderr).toContain(
    `undo: restoring rollout revision 2 of ${web}: registry.example.com/shop:3 -> registry.example.com/shop:2; also spec.template.metadata.annotations`,
  )
  expect(failed.stderr).toMatch(
    /warning: rollout revision 2 is of a deploy that failed, revision 2 of the release: Deployment \S+\/web: /,
  )
  expect(failed.stderr).toContain(`applied, not waited for: restored rollout revision 2 of ${web}`)
  expect(good.stderr).toContain(`undo: restoring rollout revision 1 of ${web}: registry.example.com/shop:2 -> `)
  expect(good.stderr).not.toContain('warning:')
})

describe('undo of a workload that belongs to a release, without its profile', () => {
  for (const [what, rule] of [
    ['kube context', 'guard: {kubeContext: elsewhere}'],
    ['cluster', 'guard: {cluster: elsewhere}'],
  ] as const) {
    test(`is held to the release's guard (${what})`, async ({ cluster }) => {
      const { folder } = await deployedTwice(cluster, rule)

      const args = ['undo', 'deployment/web', '-n', cluster.namespace, '--yes']
      const { stderr, exitCode } = await cluster.kdeploy(args, { cwd: folder })

      expect(stderr).toContain(`the guard requires the ${what} elsewhere`)
      expect(stderr).toMatch(/\nnothing was written\n$/)
      expect(exitCode).toBe(2)
      expect(await image(cluster)).toBe('registry.example.com/shop:2')
    })
  }

  test("is held to the release's `confirm`, also with another profile", async ({ cluster }) => {
    const { folder } = await deployedTwice(cluster, 'confirm: true')
    const other = await cluster.createProject({
      files: { 'kdeploy.yaml': 'name: till\n', 'profiles/dev_till.yaml': `namespace: ${cluster.namespace}\n` },
    })

    for (const [cwd, more] of [
      [folder, ['-n', cluster.namespace]],
      [other.folder, ['-p', 'dev_till']],
    ] as const) {
      const { stderr, exitCode } = await cluster.kdeploy(['undo', 'deployment/web', ...more], { cwd })
      expect(stderr).toContain(`it would change an object of shop/prod_shop/${cluster.namespace}`)
      expect(stderr).toContain('--yes')
      expect(exitCode).toBe(2)
    }
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
    const args = ['undo', 'deployment/web', '-n', cluster.namespace, '--yes']
    expect((await cluster.kdeploy(args, { cwd: folder })).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
  })

  test('asks where the project at hand is not the one that knows them', async ({ cluster }) => {
    await deployedTwice(cluster, '')

    const asked = await cluster.kdeploy(['undo', 'deployment/web', '-n', cluster.namespace])
    const agreed = await cluster.kdeploy(['undo', 'deployment/web', '-n', cluster.namespace, '--yes'])

    expect(asked.stderr).toContain(
      `it would change an object of shop/prod_shop/${cluster.namespace}, whose guard and \`confirm\` this folder does not have`,
    )
    expect(asked.exitCode).toBe(2)
    expect(agreed.exitCode).toBe(0)
  })

  test('asks nothing where the release wants no confirmation', async ({ cluster }) => {
    const { folder } = await deployedTwice(cluster, '')

    const { stderr, exitCode } = await cluster.kdeploy(['undo', 'deployment/web', '-n', cluster.namespace], {
      cwd: folder,
    })

    expect(stderr).toContain(`Deployment ${cluster.namespace}/web belongs to shop/prod_shop/${cluster.namespace}\n`)
    expect(exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
  })
})
