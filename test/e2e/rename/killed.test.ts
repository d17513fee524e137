import { expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'

const key = { KDEPLOY_HISTORY_KEY: 'rename-key-rename-key-rename-key-1' }
const isWrite = ({ method, url }: ProxiedRequest) => method !== 'GET' && !url.includes('.k8s.io/v1/selfsubject')

/** A lock's, which is taken before and given back after all else. */
const isLock = ({ url }: ProxiedRequest) => url.includes('/leases')

test('a rename that is killed before any of its writes is taken back or finished, and until then no run prunes', async ({
  cluster,
}) => {
  const { namespace } = cluster
  const configMap = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {a: "1"}\n`
  const profile = `namespace: ${namespace}\n`
  const { folder, write } = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_old.yaml': profile,
      'profiles/prod_new.yaml': profile,
      'templates/a.yaml': configMap('a'),
      'templates/b.yaml': configMap('b'),
    },
  })
  const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: folder, env: key })
  const rename = (from: string, to: string) => ['rename', '-p', from, '--to-profile', to]
  await kdeploy('apply', '-p', 'prod_old')
  await write({ 'templates/b.yaml': '' })
  /** The writes of a rename to prod_new, but for the lock's; held and killed before the one with that number. */
  const startRename = async (killBefore: number) => {
    const writes: string[] = []
    let isHeld = false
    const proxy = await startApiProxy(cluster, (request) => {
      if (!isWrite(request) || isLock(request)) return undefined
      if (writes.length === killBefore) isHeld = true
      if (isHeld) return { until: new Promise(() => {}) }
      writes.push(`${request.method} ${request.url.replace(/\?.*/, '')}`)
      return undefined
    })
    const env = { ...key, KUBECONFIG: proxy.kubeconfig }
    const running = cluster.startKdeploy(rename('prod_old', 'prod_new'), { cwd: folder, env })
    const ended = running.result.then(() => true)
    await Promise.race([ended, cluster.waitFor('the write', async () => isHeld)])
    if (isHeld) running.child.kill('SIGKILL')
    const { exitCode } = await running.result
    await proxy.close()
    // As they expire.
    await cluster.kubectl(['delete', 'leases', '--all'])
    return { writes, exitCode }
  }

  const whole = await startRename(Number.POSITIVE_INFINITY)
  expect(whole.exitCode).toBe(0)
  expect((await kdeploy(...rename('prod_new', 'prod_old'))).exitCode).toBe(0)
  const [first = '', ...others] = whole.writes
  expect(first).toMatch(/^PUT .*\/kdeploy-shop-prod-old-\w+$/)
  expect(whole.writes.at(-1)).toMatch(/^PUT .*\/kdeploy-shop-prod-new-\w+$/)
  for (const index of others.keys()) {
    const killed = await startRename(index + 1)
    expect(killed.writes).toHaveLength(index + 1)
    for (const name of ['prod_old', 'prod_new']) {
      const applied = await kdeploy('apply', '--yes', '-p', name)
      expect(applied.stderr, `apply of ${name} after ${killed.writes.at(-1)}`).toMatch(
        /rename of|belongs to shop\/prod_(old|new)/,
      )
      expect(applied.exitCode).toBe(4)
    }
    const isFinished = index % 3 === 2
    const next = isFinished ? rename('prod_old', 'prod_new') : rename('prod_new', 'prod_old')
    const { stderr, exitCode } = await kdeploy(...next)
    expect(exitCode, `after ${killed.writes.at(-1)}: ${stderr}`).toBe(0)
    if (isFinished) expect((await kdeploy(...rename('prod_new', 'prod_old'))).exitCode).toBe(0)
  }

  await write({ 'templates/b.yaml': configMap('b') })
  const applied = await kdeploy('apply', '-p', 'prod_old')
  expect(applied.stderr).toContain('nothing changed (2 unchanged)')
  const { stdout } = await kdeploy('history', '-p', 'prod_old', '-o', 'json')
  expect(JSON.parse(stdout).revisions).toMatchObject([{ number: 1, status: 'succeeded' }])
  expect(stdout).not.toContain('untrusted')
  expect((await cluster.kubectl(['get', 'secrets', '-o', 'name'])).trim().split('\n')).toHaveLength(2)
}, 60_000)
