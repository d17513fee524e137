import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { documentContradictions, parseEvents } from '../../support/output/documented.ts'
import { childOf, startOnTerminal } from '../../support/output/terminal.ts'
import { createShop } from '../../support/projects/shop.ts'

/** As its kubelet would say it of the pod of a shop that never gets ready by itself. */
async function makeReady({ kubectl }: Cluster): Promise<void> {
  const pod = await kubectl(['get', 'pod', '-l', 'app=web', '-o', 'name'])
  const conditions = ['Ready', 'ContainersReady'].map((type) => ({ type, status: 'True' }))
  const status = JSON.stringify({ status: { conditions } })
  await kubectl(['patch', pod.trim(), '--subresource=status', '--type=strategic', '-p', status])
}

describe('status --wait', () => {
  test('follows a rollout that nobody waited for, and shows how all is then', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    await shop.kdeploy('apply', '--no-wait')

    const late = await shop.kdeploy('status', '--timeout', '1s')
    const following = cluster.startKdeploy(['status', '--wait', '-o', 'json', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting/.test(following.output()))
    await makeReady(cluster)
    const ready = await following.result

    expect(late.stderr).toMatch(/failed +Deployment \S+\/web: /)
    expect(late.stdout).toMatch(/\nprogressing +Deployment \S+\/web +0\/1 /)
    expect(late.exitCode).toBe(5)
    expect(ready.stderr).toMatch(/waiting +Deployment \S+\/web: .*\nready +Deployment \S+\/web: 1 replica ready\n$/)
    const document = JSON.parse(ready.stdout)
    expect(documentContradictions(document, 'status -o json')).toEqual([])
    expect(document.objects[1]).toMatchObject({ state: 'ready' })
    expect(ready.exitCode).toBe(0)
  })

  test('waits for the end of a deploy that goes on, and is interrupted as one', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })
    const apply = cluster.startKdeploy(['apply', '-p', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /waiting/.test(apply.output()))
    const [interrupted, waiting] = [1, 2].map(() => {
      const running = cluster.startKdeploy(['status', '--wait', '-p', 'prod_shop'], { cwd: shop.folder })
      const deployed = /\nshop\/prod_shop\/\S+ is being deployed by \S+ \(\w+\)\n/
      return { running, lock: cluster.waitFor('the lock', async () => deployed.test(running.output())) }
    })
    await Promise.all([interrupted?.lock, waiting?.lock])
    interrupted?.running.child.kill('SIGINT')
    await makeReady(cluster)

    const result = await waiting?.running.result

    expect(result?.stdout).toMatch(/revision 1, succeeded, [\s\S]*\n2 of 2 objects ready\n$/)
    expect(result?.exitCode).toBe(0)
    expect((await apply.result).exitCode).toBe(0)
    expect((await interrupted?.running.result)?.exitCode).toBe(130)
  })
})

describe('status --watch', () => {
  test('appends what changed, and goes on when the API server was away', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    let isAway = false
    const proxy = await startApiProxy(cluster, () =>
      isAway ? { code: 500, reason: 'InternalError', message: 'the server is away' } : undefined,
    )
    try {
      const env = { KUBECONFIG: proxy.kubeconfig }
      const options = { cwd: shop.folder, env }
      const running = cluster.startKdeploy(['status', '--watch', '-p', 'prod_shop'], options)
      const json = cluster.startKdeploy(['status', '-w', '-o', 'json', '-p', 'prod_shop'], options)
      const unread = cluster.startKdeploy(['status', '-w', '-p', 'prod_shop'], options)
      const said = (text: string) => cluster.waitFor(text, async () => running.output().includes(text))
      await said('2 of 2 objects ready')
      await cluster.waitFor('a document', async () => json.output().includes('"version"'))
      await cluster.kubectl(['delete', 'configmap/shop'])
      await said('1 of 2 objects ready')
      isAway = true
      await said('the server is away; still trying')
      isAway = false
      await said('the release can be read again')
      expect((await shop.kdeploy('apply')).exitCode).toBe(0)
      await cluster.waitFor('the next revision', async () => /revision 2, succeeded/.test(running.output()))
      // Each looks by itself, and may look just before the other.
      await cluster.waitFor('its document', async () => /"number": ?2\b/.test(json.output()))
      running.child.kill('SIGINT')
      json.child.kill('SIGTERM')
      unread.child.stdout?.destroy()
      await cluster.kubectl(['delete', 'configmap/shop'])
      expect((await unread.result).exitCode).toBe(0)

      const { stdout, exitCode } = await running.result
      expect(stdout).toMatch(/missing +ConfigMap \S+\/shop +does not exist\n1 of 2 objects ready\n/)
      expect(stdout.match(/1 replica ready/g)).toHaveLength(1)
      expect(exitCode).toBe(130)
      const documents = parseEvents((await json.result).stdout)
      for (const document of documents) expect(documentContradictions(document, 'status -o json')).toEqual([])
      expect(documents.length).toBeGreaterThan(1)
      expect((await json.result).exitCode).toBe(143)
    } finally {
      await proxy.close()
    }
  })

  test.skipIf(process.platform !== 'linux')('draws over itself on a terminal', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    const env = { KUBECONFIG: cluster.kubeconfig }
    const running = startOnTerminal(['status', '--watch', '-p', 'prod_shop'], { cwd: shop.folder, env })
    await cluster.waitFor('the status', async () => running.output().includes('2 of 2 objects ready'))
    await cluster.kubectl(['delete', 'configmap/shop'])
    await cluster.waitFor('the change', async () => running.output().includes('1 of 2 objects ready'))
    process.kill(await cluster.waitFor('kdeploy', async () => childOf(running.child.pid)), 'SIGINT')

    const { stdout, exitCode } = await running.result

    const end = stdout.slice(stdout.lastIndexOf('\u001b[?25h'))
    expect(end).toMatch(/revision 1, succeeded[\s\S]*missing[\s\S]*1 of 2 objects ready/)
    expect(exitCode).toBe(130)
  })
})
