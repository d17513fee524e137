import { describe, expect } from 'vitest'
import { withPolicy } from '../../support/cluster/admission-policy.ts'
import { type Fault, type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { isWrite } from '../../support/faults/faults.ts'
import { ciOutput, revisionsOf } from '../../support/output/ci-output.ts'
import { contradictions, parseEvents } from '../../support/output/documented.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const names = ['setting-0', 'setting-1', 'setting-2']

/** Three ConfigMaps; the policy of `denied` denies the mode `forbidden`. */
const settings = (...modes: readonly string[]) =>
  Object.fromEntries(
    modes.map((mode, index) => [
      `templates/setting-${index}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: setting-${index}}\ndata: {mode: ${mode}}\n`,
    ]),
  )

const fine = { files: settings('fine', 'fine', 'fine') }
const forbidden = { files: settings('other', 'other', 'forbidden'), tag: '2' }

/** Runs something while a policy denies the mode `forbidden` at the write only. */
const denied = (cluster: Cluster, run: () => Promise<void>) =>
  withPolicy(
    cluster,
    {
      expression:
        "!object.metadata.name.startsWith('setting-') || (has(request.dryRun) && request.dryRun) || object.data.mode != 'forbidden'",
      message: 'this mode is not allowed here',
    },
    run,
  )

async function modes(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.get<{ items: { metadata: { name: string }; data: { mode: string } }[] }>('configmap')
  return items.filter(({ metadata }) => names.includes(metadata.name)).map(({ data }) => data.mode)
}

const leases = (cluster: Cluster) => cluster.kubectl(['get', 'leases', '-o', 'name'])

/** Applies, over a good revision, one that a fault stops; `inject` meets the writes only. */
async function applyWithFaults(
  cluster: Cluster,
  inject: (request: ProxiedRequest) => Fault | undefined | Promise<unknown>,
) {
  const shop = await createShop(cluster, fine)
  await shop.kdeploy('apply')
  await shop.change({ files: settings('other', 'other', 'other') })
  const proxy = await startApiProxy(cluster, (request) => {
    if (!isWrite(request)) return undefined
    const fault = inject(request)
    return fault instanceof Promise ? { until: fault } : fault
  })
  const args = ['apply', '-p', 'prod_shop', '--undo-on-failure', '--concurrency', '1']
  const running = cluster.startKdeploy(args, { cwd: shop.folder, env: { KUBECONFIG: proxy.kubeconfig } })
  return { running, proxy, shop }
}

const isLast = ({ url }: ProxiedRequest) => url.includes('/configmaps/setting-2')

describe('apply --undo-on-failure, where a write is refused midway', () => {
  testShown('tells the refusal, then brings the last good revision back, and exits 6', async (cluster, showing) => {
    const shop = await createShop(cluster, fine)
    await shop.kdeploy('apply')
    await shop.change(forbidden)
    await denied(cluster, async () => {
      const { exitCode, shown } = await shop.show(showing, 'apply', '--undo-on-failure', '--concurrency', '1')

      await expect(shown).toMatchFileSnapshot(showing.golden('undo-on-refusal'))
      expect(exitCode).toBe(6)
    })
    expect(await modes(cluster)).toEqual(['fine', 'fine', 'fine'])
    expect(await revisionsOf(cluster)).toEqual([
      '1 succeeded apply',
      '2 failed apply',
      '3 succeeded undo to 1 after failed 2',
    ])
    expect(await leases(cluster)).toBe('')
  })

  test('tells the same as documented events', async ({ cluster }) => {
    const shop = await createShop(cluster, fine)
    await shop.kdeploy('apply')
    await shop.change(forbidden)
    await denied(cluster, async () => {
      const args = ['apply', '--undo-on-failure', '--concurrency', '1', '-o', 'json'] as const
      const { exitCode, stdout } = await shop.kdeploy(...args)

      const events = parseEvents(stdout)
      expect(events.flatMap(contradictions)).toEqual([])
      expect(events.map(({ type }) => type).filter((type) => type !== 'progress')).toEqual([
        ...[
          'start',
          'planned',
          'written',
          'written',
          'error',
          'notice',
          'planned',
          'written',
          'written',
          'ready',
          'result',
        ],
      ])
      expect(events.at(-1)).toMatchObject({
        ...{ exitCode: 6, created: 0, changed: 2, revision: 2 },
        restoration: { outcome: 'restored', target: 1, revision: 3 },
      })
      expect(exitCode).toBe(6)
    })
  })

  test('says at a first deploy that what was written stays, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster, forbidden)
    await denied(cluster, async () => {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '--concurrency', '1')

      await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../../golden/apply/undo-on-refusal-nothing.txt')
      expect(exitCode).toBe(5)
    })
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('undoes nothing where nothing was written, and exits 3', async ({ cluster }) => {
    const shop = await createShop(cluster, fine)
    await shop.kdeploy('apply')
    await shop.change({ files: settings('fine', 'fine', 'forbidden') })
    await denied(cluster, async () => {
      const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure')

      expect(stderr).toContain('nothing was written')
      expect(stderr).not.toContain('undo')
      expect(exitCode).toBe(3)
    })
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
  })

  test('undoes also what a server that fails for good may have written', async ({ cluster }) => {
    const lost: Fault = { code: 504, reason: 'Timeout', message: 'request did not complete within requested timeout' }
    const { running, proxy } = await applyWithFaults(cluster, (request) => {
      const fails = request.url.includes('/configmaps/setting-0') && !running.output().includes('undo: ')
      return fails ? lost : undefined
    })
    const { exitCode, stderr } = await running.result
    await proxy.close()

    expect(stderr).toMatch(/outcome unknown: ConfigMap \S+\/setting-0\n/)
    expect(stderr).toContain('undone: revision 1 restored as revision 3 and ready')
    expect(exitCode).toBe(6)
  })

  test('leaves what somebody changed meanwhile, and brings all else back', async ({ cluster }) => {
    const hotfix = ['patch', 'configmap', 'setting-2', '--type=merge', '-p', '{"data":{"mode":"hotfix"}}']
    let done: Promise<unknown> | undefined
    const { running, proxy } = await applyWithFaults(cluster, (request) => {
      if (!isLast(request)) return undefined
      done ??= cluster.kubectl(hotfix)
      return done
    })
    const { exitCode, stderr } = await running.result
    await proxy.close()

    expect(stderr).toMatch(/^warning: not undone, because someone else changed it: ConfigMap \S+\/setting-2$/m)
    expect(exitCode).toBe(6)
    expect(await modes(cluster)).toEqual(['fine', 'fine', 'hotfix'])
  })

  test('says what stays where the API server is gone for good, and exits 5', async ({ cluster }) => {
    let gone = false
    const shop = await createShop(cluster, fine)
    await shop.kdeploy('apply')
    await shop.change({ files: settings('other', 'other', 'other') })
    const proxy = await startApiProxy(cluster, (request) => {
      gone ||= isWrite(request) && isLast(request)
      return gone ? { lose: 'request' } : undefined
    })
    const { exitCode, stderr } = await shop.kdeploy(
      ...['apply', '--undo-on-failure', '--concurrency', '1', '--kubeconfig', proxy.kubeconfig],
    )
    await proxy.close()

    expect(stderr).toMatch(/already written: ConfigMap \S+\/setting-0, ConfigMap \S+\/setting-1; outcome unknown/)
    expect(stderr).toMatch(/^not undone: revision 1 could not be restored; what was written stays\n {2}error: the/m)
    expect(exitCode).toBe(5)
    expect(await modes(cluster)).toEqual(['other', 'other', 'fine'])
  })

  test('undoes nothing after a signal', async ({ cluster }) => {
    const { running, proxy } = await applyWithFaults(cluster, (request) => {
      if (!isLast(request)) return undefined
      running.child.kill('SIGTERM')
      return { delay: 500 }
    })
    const { exitCode, stderr } = await running.result
    await proxy.close()

    expect(stderr).toContain('interrupted by SIGTERM; already written: ')
    expect(stderr).not.toMatch(/undone|restored/)
    expect(exitCode).toBe(143)
  })

  test('undoes nothing where the lock was taken away', async ({ cluster }) => {
    let taken: Promise<unknown> | undefined
    const { running, proxy } = await applyWithFaults(cluster, (request) => {
      if (!isLast(request)) return undefined
      taken ??= cluster.kubectl(['delete', 'lease', '--all']).then(() => new Promise((r) => setTimeout(r, 12_000)))
      return taken
    })
    const { exitCode, stderr } = await running.result
    await proxy.close()

    expect(stderr).toContain('error: the lock is gone (its Lease')
    expect(stderr).not.toContain('undo')
    expect(exitCode).toBe(4)
    expect((await modes(cluster)).slice(0, 2)).toEqual(['other', 'other'])
  })

  test('undoes nothing where only a deletion was refused', async ({ cluster }) => {
    const shop = await createShop(cluster, fine)
    await shop.kdeploy('apply')
    await shop.change({ files: { ...settings('other', 'other'), 'templates/setting-2.yaml': '' } })
    const proxy = await startApiProxy(cluster, (request) =>
      request.method === 'DELETE' && isLast(request)
        ? { code: 403, reason: 'Forbidden', message: 'admission webhook "keep" denied the request: no' }
        : undefined,
    )
    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toContain('everything was applied, but 1 object no longer rendered could not be deleted')
    expect(stderr).toContain('not undone: the new release is complete and ready')
    expect(exitCode).toBe(3)
    expect(await modes(cluster)).toEqual(['other', 'other', 'fine'])
  })

  test('undoes nothing where only the rollout may not be followed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    const proxy = await startApiProxy(cluster, ({ url }) =>
      /\/deployments\?(?!.*labelSelector)/.test(url)
        ? { code: 403, reason: 'Forbidden', message: 'deployments.apps is forbidden: no' }
        : undefined,
    )
    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toMatch(/^changed +Deployment/m)
    expect(stderr).not.toContain('undo')
    expect(exitCode).toBe(3)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 failed apply'])
  })

  test('says that all is back where only what came after it could not be deleted, and exits 5', async ({ cluster }) => {
    const shop = await createShop(cluster, { files: settings('fine') })
    await shop.kdeploy('apply')
    await shop.change({ files: settings('other', 'other'), stage: 'image-pull-backoff' })
    const proxy = await startApiProxy(cluster, ({ method, url }) =>
      method === 'DELETE' && url.includes('/configmaps/setting-1')
        ? { code: 403, reason: 'Forbidden', message: 'admission webhook "keep" denied the request: no' }
        : undefined,
    )
    const { exitCode, stderr } = await shop.kdeploy('apply', '--undo-on-failure', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toMatch(
      /^partly undone: revision 1 was restored, but some objects added since could not be deleted\n {2}error: /m,
    )
    expect(exitCode).toBe(5)
    expect(await modes(cluster)).toEqual(['fine', 'other'])
    expect((await revisionsOf(cluster)).at(-1)).toBe('3 succeeded undo to 1 after failed 2')
  })
})

test('an undo that was refused before it wrote anything makes nothing of what is there undone', async ({ cluster }) => {
  const shop = await createShop(cluster, { web: () => '', files: settings('fine') })
  await shop.kdeploy('apply')
  await shop.change({ web: () => '', files: settings('other') })
  await shop.kdeploy('apply')
  const proxy = await startApiProxy(cluster, (request) =>
    isWrite(request) && request.url.includes('/configmaps/setting-0')
      ? { code: 403, reason: 'Forbidden', message: 'admission webhook "keep" denied the request: no' }
      : undefined,
  )
  const refused = await shop.kdeploy('undo', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()
  await shop.change({ files: settings('new'), stage: 'image-pull-backoff' })

  const failing = await shop.kdeploy('apply', '--undo-on-failure')

  expect(refused.exitCode).toBe(3)
  expect(refused.stderr).toContain('nothing was written')
  expect(failing.stderr).toContain('undone: revision 2 restored')
  expect(failing.exitCode).toBe(6)
  expect(await modes(cluster)).toEqual(['other'])
})
