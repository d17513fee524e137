import { describe, expect } from 'vitest'
import { type Fault, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { content, live, managers, ownership } from '../../support/cluster/live.ts'
import { createRelease } from '../../support/projects/release.ts'

const first = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first' }, data: { a: '1' } }]
const common = [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'common' }, data: { a: '2' } }]

/** A release that has `first`, and then renders `common`, which somebody made with a key more. */
async function createShop(cluster: Cluster) {
  const shop = await createRelease(cluster, { 'first.yaml': first })
  expect((await shop.kdeploy('apply')).exitCode).toBe(0)
  await shop.change({ 'common.yaml': common })
  await cluster.kubectl(['create', 'configmap', 'common', '--from-literal', 'a=1', '--from-literal', 'b=2'])
  return shop
}

const ofCommon = ({ method, url }: ProxiedRequest) => method === 'PATCH' && url.includes('/configmaps/common')
const isDryRun = ({ url }: ProxiedRequest) => url.includes('dryRun=All')
/** The write of the content; the request before it moves who owns the fields. */
const isApply = (request: ProxiedRequest) =>
  ofCommon(request) && !isDryRun(request) && request.url.includes('fieldValidation')
const isRewrite = (request: ProxiedRequest) =>
  ofCommon(request) && !isDryRun(request) && !request.url.includes('fieldValidation')

describe('an adoption', () => {
  test('that the server refuses midway leaves the object as it was, with its owners', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const before = await live(cluster, 'configmap/common')
    const refusal: Fault = { code: 403, reason: 'Forbidden', message: 'denied by a test' }
    const proxy = await startApiProxy(cluster, (request) => (isApply(request) ? refusal : undefined))

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(exitCode).toBe(3)
    expect(stderr).not.toContain('adopted ')
    const after = await live(cluster, 'configmap/common')
    expect(content(after)).toEqual(content(before))
    expect(ownership(after)).toEqual(ownership(before))
    expect((await shop.kdeploy('apply')).exitCode).toBe(4)
  })

  test.for([
    ['after its fields went over', isRewrite, isApply],
    ['while its content is written', isApply, isApply],
  ] as const)(
    'that is killed %s is gone on with by the next run, and given back by an undo',
    async ([, reached, held], { cluster }) => {
      const shop = await createShop(cluster)
      const before = await live(cluster, 'configmap/common')
      let isReached = false
      const proxy = await startApiProxy(cluster, (request) => {
        if (reached(request)) isReached = true
        return held(request) ? { delay: 60_000 } : undefined
      })
      const running = shop.start('apply', '--adopt', '--kubeconfig', proxy.kubeconfig)
      await cluster.waitFor('the write', async () => isReached)
      await cluster.waitFor(
        'the fields',
        async () => managers(await live(cluster, 'configmap/common'))[0] !== 'kubectl-create Update',
      )
      running.child.kill('SIGKILL')
      await running.result
      await proxy.close()

      const again = await shop.kdeploy('apply', '--lock-timeout', '60s')
      const adopted = await live(cluster, 'configmap/common')
      const undone = await shop.kdeploy('undo', '--to-revision', '1')

      expect(again.exitCode).toBe(0)
      expect(adopted.data).toEqual({ a: '2' })
      expect(managers(adopted)).toEqual(['kdeploy Apply'])
      expect(undone.exitCode).toBe(0)
      const after = await live(cluster, 'configmap/common')
      expect(content(after)).toEqual(content(before))
      expect(ownership(after)).toEqual(ownership(before))
    },
  )

  test('that was killed is given back by an undo at once', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const before = await live(cluster, 'configmap/common')
    const proxy = await startApiProxy(cluster, (request) => (isApply(request) ? { delay: 60_000 } : undefined))
    const running = shop.start('apply', '--adopt', '--kubeconfig', proxy.kubeconfig)
    await cluster.waitFor(
      'the fields',
      async () => managers(await live(cluster, 'configmap/common'))[0] !== 'kubectl-create Update',
    )
    running.child.kill('SIGKILL')
    await running.result
    await proxy.close()

    const { exitCode } = await shop.kdeploy('undo', '--lock-timeout', '60s')

    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(content(after)).toEqual(content(before))
    expect(ownership(after)).toEqual(ownership(before))
  })

  test('whose answer is lost is done all the same', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const lost = new Set<string>()
    const proxy = await startApiProxy(cluster, (request) => {
      const which = isRewrite(request) ? 'rewrite' : isApply(request) ? 'apply' : undefined
      if (which === undefined || lost.has(which)) return undefined
      lost.add(which)
      return { lose: 'answer' }
    })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect([...lost]).toEqual(['rewrite', 'apply'])
    expect(stderr).toContain('1 adopted')
    expect(exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(after.data).toEqual({ a: '2' })
    expect(managers(after)).toEqual(['kdeploy Apply'])
  })

  test('is undone with a deploy that fails after it: --undo-on-failure', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const before = await live(cluster, 'configmap/common')
    const broken = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' }, annotations: { 'test.kdeploy.dev/stage': 'crash-loop' } },
          spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
        },
      },
    }
    await shop.change({ 'web.yaml': [broken] })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--adopt', '--undo-on-failure')

    expect(stderr).toContain('adopted, not created, by this release; it is given back')
    expect(exitCode).toBe(6)
    const after = await live(cluster, 'configmap/common')
    expect(content(after)).toEqual(content(before))
    expect(ownership(after)).toEqual(ownership(before))
  })

  test('is remembered however many revisions came since', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply', '--adopt')
    for (let round = 0; round < 12; round += 1) {
      await shop.change({ 'first.yaml': [{ ...first[0], data: { a: String(round) } }] })
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
    }

    const deleted = await shop.kdeploy('delete', '--give-back', '--yes')

    expect(deleted.exitCode).toBe(0)
    const after = await live(cluster, 'configmap/common')
    expect(after.data).toEqual({ a: '1', b: '2' })
    expect(managers(after)).toEqual(['kubectl-create Update'])
  })

  test('of what somebody deleted and made anew since is none: it is that somebody’s', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply', '--adopt')
    await cluster.kubectl(['delete', 'configmap/common'])
    await cluster.kubectl(['create', 'configmap', 'common', '--from-literal', 'c=3'])
    const before = await live(cluster, 'configmap/common')

    const applied = await shop.kdeploy('apply')
    const undone = await shop.kdeploy('undo')
    const deleted = await shop.kdeploy('delete', '--yes')

    expect(applied.exitCode).toBe(4)
    expect([undone.exitCode, deleted.exitCode]).toEqual([0, 0])
    expect(await live(cluster, 'configmap/common')).toEqual(before)
  })
})
