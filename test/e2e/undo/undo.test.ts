import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { hookJob } from '../../support/projects/hooks.ts'
import { createShop } from '../../support/projects/shop.ts'

type Shop = Awaited<ReturnType<typeof createShop>>

const image = (cluster: { kubectl(args: readonly string[]): Promise<string> }, name = 'web') =>
  cluster.kubectl(['get', `deployment/${name}`, '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])
const greeting = (cluster: { kubectl(args: readonly string[]): Promise<string> }) =>
  cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])

async function applyTwice(shop: Shop, replicas = 1): Promise<void> {
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await shop.change({ tag: '2', greeting: 'goodbye', replicas })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
}

describe('undo of a release', () => {
  test('brings configuration and workload of the previous revision back', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await applyTwice(shop)

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toMatch(/^undo: restoring revision 1 \(apply by \S+, just now\)\nplan: /m)
    expect(stderr).toContain('restored revision 1 as revision 3, 0 created, 2 changed')
    expect(exitCode).toBe(0)
    expect([await image(cluster), await greeting(cluster)]).toEqual(['registry.example.com/shop:1', 'hello'])
  })

  test('goes further back each time, and never to what was undone', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const deploys = async (...tags: readonly string[]) => {
      for (const tag of tags) {
        await shop.change({ tag })
        expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      }
    }
    await deploys('1', '2', '3')

    const undone = [await shop.kdeploy('undo'), await shop.kdeploy('undo'), await shop.kdeploy('undo')]

    expect(undone.map(({ exitCode }) => exitCode)).toEqual([0, 0, 2])
    expect(undone[0]?.stderr).toContain('restored revision 2')
    expect(undone[1]?.stderr).toContain('restored revision 1')
    expect(undone[2]?.stderr).toMatch(
      /has no earlier revision that succeeded and differs from revision 5, which restored revision 1\n +REVISION +STATUS [\s\S]*\n +3 +succeeded[\s\S]*--to-revision 4 restores/,
    )
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
    const { stdout } = await shop.kdeploy('history')
    expect(stdout.match(/^\d+ +succeeded(, undone)?/gm)?.map((line) => line.replace(/ +/g, ' '))).toEqual([
      ...['1 succeeded', '2 succeeded, undone', '3 succeeded, undone', '4 succeeded, undone', '5 succeeded'],
    ])
    await deploys('4')
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 5')
    expect((await shop.kdeploy('undo', '--to-revision', '3')).exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:3')
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 2')
  })

  test('goes on from where it was, also where there was nothing to write', async ({ cluster }) => {
    const shop = await createShop(cluster, { web: () => '' })
    await shop.kdeploy('apply')
    await shop.change({ web: () => '', greeting: 'good evening' })
    await shop.kdeploy('apply')
    const broken = hookJob({ pod: 'test.kdeploy.dev/stage: job-fails' })
    await shop.change({ web: () => '', greeting: 'good night', files: { 'templates/migrate.yaml': broken } })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const first = await shop.kdeploy('undo')
    const second = await shop.kdeploy('undo')

    expect(first.stderr).toMatch(/restored revision 2 as revision 4, 0 created, 0 changed, .*1 unchanged/)
    expect(second.stderr).toContain('restored revision 1')
    expect(await greeting(cluster)).toBe('hello')
  })

  test('meets no conflict at the next apply', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await applyTwice(shop)
    await shop.kdeploy('undo')

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('revision 4, 0 created, 2 changed')
    expect(exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
  })

  test('skips a revision that failed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'image-pull-backoff' })
    expect((await shop.kdeploy('apply')).exitCode).toBe(5)

    const { exitCode, stderr } = await shop.kdeploy('undo')

    expect(stderr).toContain('restored revision 1')
    expect(exitCode).toBe(0)
  })

  test('brings the revision back that is asked for', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await applyTwice(shop)
    await shop.change({ tag: '3' })
    await shop.kdeploy('apply')

    const { stderr } = await shop.kdeploy('undo', '--to-revision', '1')

    expect(stderr).toContain('restored revision 1')
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
  })

  test('warns of a revision that failed, and brings it back all the same', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2', stage: 'image-pull-backoff' })
    await shop.kdeploy('apply')
    await shop.kdeploy('undo')

    const { exitCode, stderr } = await shop.kdeploy('undo', '--to-revision', '2')

    expect(stderr).toMatch(/^warning: revision 2, which is being restored, failed: Deployment \S+\/web: /m)
    expect(exitCode).toBe(5)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
  })

  test('takes revision 0 for the previous one, as kubectl does, with a workload and without', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await applyTwice(shop)

    const release = await shop.kdeploy('undo', '--to-revision', '0')
    const images = [await image(cluster)]
    const workload = await shop.kdeploy('undo', 'deployment/web', '--to-revision', '0')
    images.push(await image(cluster))

    expect([release.exitCode, workload.exitCode]).toEqual([0, 0])
    expect(release.stderr).toContain('restored revision 1')
    expect(images).toEqual(['registry.example.com/shop:1', 'registry.example.com/shop:2'])
  })

  test('says what exists where there is nothing to go back to, and exits 2', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const unreleased = await shop.kdeploy('undo')
    await shop.kdeploy('apply')

    const undo = await shop.kdeploy('undo')
    const unknown = await shop.kdeploy('undo', '--to-revision', '9')

    expect(unreleased.stderr).toContain('\nhint: the first kdeploy apply records a revision\n')
    expect(undo.stderr).toMatch(
      /has no earlier revision that succeeded [\s\S]*\nhint: to go back further, apply that version/,
    )
    expect(unknown.stderr).toMatch(/has no revision 9[\s\S]*\n +1 +succeeded[\s\S]*\nhint: name one of these/)
    expect([undo.exitCode, unknown.exitCode]).toEqual([2, 2])
  })

  test('says which objects of the newer revision it leaves, with --no-prune', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({
      files: { 'templates/extra.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: extra}\n' },
    })
    await shop.kdeploy('apply')

    const { stderr } = await shop.kdeploy('undo', '--no-prune')

    expect(stderr).toMatch(/not in revision 1, kept because of --no-prune: .*extra/)
  })
})

describe('undo of one workload', () => {
  test('brings the pod template back, keeps the replicas, and the next apply meets no conflict', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { replicas: 3 })
    await applyTwice(shop, 3)

    const { exitCode, stderr } = await shop.kdeploy('undo', 'deployment/web')

    expect(stderr).toMatch(/restored rollout revision 1 of Deployment \S+\/web/)
    expect(exitCode).toBe(0)
    expect([await image(cluster), await greeting(cluster)]).toEqual(['registry.example.com/shop:1', 'goodbye'])
    expect(
      await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.replicas} {.status.readyReplicas}']),
    ).toBe('3 3')
    const apply = await shop.kdeploy('apply')
    expect(apply.stderr).toContain('1 changed')
    expect(apply.exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:2')
  })

  test('brings the revision back that is asked for', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await applyTwice(shop)
    await shop.change({ tag: '3' })
    await shop.kdeploy('apply')

    const { exitCode } = await shop.kdeploy('undo', 'deploy/web', '--to-revision', '1')

    expect(exitCode).toBe(0)
    expect(await image(cluster)).toBe('registry.example.com/shop:1')
  })

  test('takes a hotfix of another manager back too, what it added included', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await cluster.kubectl(['set', 'image', 'deployment/web', 'app=registry.example.com/shop:hotfix'])
    await cluster.kubectl(['set', 'env', 'deployment/web', 'DEBUG=1'])

    const { exitCode, stderr } = await shop.kdeploy('undo', 'deployment/web', '--to-revision', '1')

    expect(stderr).toContain('restored rollout revision 1')
    expect(exitCode).toBe(0)
    const container = await cluster.kubectl([
      'get',
      'deployment/web',
      '-o',
      'jsonpath={.spec.template.spec.containers[0]}',
    ])
    expect(container).not.toContain('DEBUG')
    expect(container).toContain('shop:1')
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  })

  test('does for a Deployment that is not its own what kubectl does', async ({ cluster }) => {
    const web = (tag: number) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'foreign', namespace: cluster.namespace },
      spec: {
        selector: { matchLabels: { app: 'foreign' } },
        template: {
          metadata: { labels: { app: 'foreign' } },
          spec: { containers: [{ name: 'app', image: `foreign:${tag}` }] },
        },
      },
    })
    await cluster.create([web(1)])
    await cluster.create([web(2)])
    await cluster.waitFor(
      'two ReplicaSets',
      async () => (await cluster.kubectl(['get', 'replicaset', '-o', 'name'])).trim().split('\n').length === 2,
    )

    const { exitCode } = await cluster.kdeploy(['undo', 'deployment/foreign', '--namespace', cluster.namespace])

    expect(exitCode).toBe(0)
    expect(await image(cluster, 'foreign')).toBe('foreign:1')
  })

  test('brings a StatefulSet and a DaemonSet back', async ({ cluster }) => {
    const template = (tag: string) => `  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: db, image: "db:${tag}"}]
`
    const files = (tag: string) => ({
      'templates/sets.yaml': `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
${template(tag)}---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: db}
spec:
${template(tag)}`,
    })
    const shop = await createShop(cluster, { files: files('1') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    await shop.change({ files: files('2') })
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)

    const undone = [await shop.kdeploy('undo', 'statefulset/db'), await shop.kdeploy('undo', 'daemonset/db')]

    expect(undone.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    const images = await cluster.kubectl([
      'get',
      'statefulset,daemonset',
      '-o',
      'jsonpath={.items[*].spec.template.spec.containers[0].image}',
    ])
    expect(images).toBe('db:1 db:1')
    expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  })

  test('names what exists where workload or revision are unknown', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')

    const results = [
      await shop.kdeploy('undo', 'deployment/nope'),
      await shop.kdeploy('undo', 'configmap/shop'),
      await shop.kdeploy('undo', 'web'),
      await shop.kdeploy('undo', 'deployment/web'),
      await shop.kdeploy('undo', 'deployment/web', '--to-revision', '7'),
    ]

    expect(results.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2, 2])
    expect(results.map(({ stderr }) => /^error: .*$/m.exec(stderr)?.[0])).toEqual([
      expect.stringContaining('does not exist'),
      expect.stringContaining('a ConfigMap has no revisions to restore'),
      expect.stringContaining('"web" is not an object name'),
      expect.stringContaining('has no earlier revision'),
      expect.stringContaining('has no revision 7'),
    ])
  })
})
