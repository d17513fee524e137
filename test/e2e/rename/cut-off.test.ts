import { expect } from 'vitest'
import { type ProxiedRequest, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { test } from '../../support/cluster/cluster.ts'

const signing = { KDEPLOY_HISTORY_KEY: 'rename-key-rename-key-rename-key-1' }

/** But for the lock's: it is taken before and released after all else, or expires. */
function isWrite({ method, url }: ProxiedRequest): boolean {
  const isAsked = url.includes('dryRun=All') || url.includes('.k8s.io/v1/selfsubject')
  return method !== 'GET' && !isAsked && !url.includes('/leases')
}

test('a rename that ends before any of its writes is taken back or finished, and until then no run prunes', async ({
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
  let writes: string[] = []
  let most = 0
  const proxy = await startApiProxy(cluster, (request) => {
    if (!isWrite(request)) return undefined
    if (writes.length >= most) return { code: 403, reason: 'Forbidden', message: 'cut off' }
    writes.push(`${request.method} ${request.url.replace(/\?.*/, '')}`)
    return undefined
  })
  /** Runs kdeploy, of which the API server takes no more than so many writes. */
  const kdeploy = (args: readonly string[], allowed = Number.POSITIVE_INFINITY) => {
    writes = []
    most = allowed
    return cluster.kdeploy(args, { cwd: folder, env: { ...signing, KUBECONFIG: proxy.kubeconfig } })
  }
  const rename = (from: string, to: string) => ['rename', '-p', from, '--to-profile', to]
  await kdeploy(['apply', '-p', 'prod_old'])
  await write({ 'templates/b.yaml': '' })

  expect((await kdeploy(rename('prod_old', 'prod_new'))).exitCode).toBe(0)
  const whole = writes
  expect((await kdeploy(rename('prod_new', 'prod_old'))).exitCode).toBe(0)
  expect(whole[0]).toMatch(/^PUT .*\/kdeploy-shop-prod-old-\w+$/)
  expect(whole.at(-1)).toMatch(/^PUT .*\/kdeploy-shop-prod-new-\w+$/)
  expect(whole.length).toBeGreaterThan(12)
  for (let done = 1; done < whole.length; done += 1) {
    const cutOff = await kdeploy(rename('prod_old', 'prod_new'), done)
    const last = writes.at(-1)
    expect(writes, cutOff.stderr).toHaveLength(done)
    expect(cutOff.stderr).toMatch(/rename not finished: shop\/prod_old\/\S+ -> shop\/prod_new/)
    for (const name of ['prod_old', 'prod_new']) {
      const applied = await kdeploy(['apply', '--yes', '-p', name])
      expect(applied.stderr, `apply of ${name} after ${last}`).toMatch(/rename of|belongs to shop\/prod_(old|new)/)
      expect(applied.exitCode).toBe(4)
      expect(writes).toEqual([])
    }
    const isFinished = done % 3 === 0
    const next = isFinished ? rename('prod_old', 'prod_new') : rename('prod_new', 'prod_old')
    const { stderr, exitCode } = await kdeploy(next)
    expect(exitCode, `after ${last}: ${stderr}`).toBe(0)
    if (isFinished) expect((await kdeploy(rename('prod_new', 'prod_old'))).exitCode).toBe(0)
  }

  await write({ 'templates/b.yaml': configMap('b') })
  const applied = await kdeploy(['apply', '-p', 'prod_old'])
  expect(applied.stderr).toContain('nothing changed (2 unchanged)')
  const { stdout } = await kdeploy(['history', '-p', 'prod_old', '-o', 'json'])
  expect(JSON.parse(stdout).revisions).toMatchObject([{ number: 1, status: 'succeeded' }])
  expect(stdout).not.toContain('untrusted')
  expect((await cluster.kubectl(['get', 'secrets', '-o', 'name'])).trim().split('\n')).toHaveLength(2)
  await proxy.close()
}, 180_000)
