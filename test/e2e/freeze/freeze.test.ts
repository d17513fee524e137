import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { preload } from '../../support/kdeploy.ts'
import type { Project } from '../../support/projects/project.ts'

const day = 86_400_000

function createShop(cluster: Cluster, namespace = cluster.namespace): Promise<Project> {
  return cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/default.yaml': `namespace: ${namespace}\nvariables: {value: 1}\n`,
      'profiles/prod_a.yaml': '',
      'profiles/prod_b.yaml': '',
      'profiles/stg_a.yaml': '',
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ PROFILE | replace("_", "-") }}"}\ndata: {value: "{{ value }}"}\n',
    },
  })
}

/** The value that is deployed for a profile. */
async function deployedValue(cluster: Cluster, name: string): Promise<string | undefined> {
  const { items } = await cluster.get<{ items: { metadata: { name: string }; data: { value: string } }[] }>(
    'configmaps',
  )
  return items.find(({ metadata }) => metadata.name === name)?.data.value
}

test('what writes to a frozen release is refused before it writes, an undo is not, and a thaw lifts the freeze', async ({
  cluster,
}) => {
  const { folder } = await createShop(cluster)
  const proxy = await startApiProxy(cluster)
  const env = { KUBECONFIG: proxy.kubeconfig }
  const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: folder, env })
  await kdeploy('apply', '-p', 'prod_a')
  await kdeploy('apply', '-p', 'prod_a', '--set', 'value=2')

  const frozen = await kdeploy('freeze', '-p', 'prod_a', '--until', '3d', '--reason', 'year  end\nclosing')
  expect(frozen.stderr).toMatch(/frozen +shop\/prod_a until \S+ \(in 3 days.*\): year end closing/)
  expect(frozen.exitCode).toBe(0)

  const first = proxy.requests.length
  for (const args of [
    ['apply', '--set', 'value=3'],
    ['apply', '--set', 'value=2'],
    ['delete', '--yes'],
    ['restart'],
    ['rename', '--to-profile', 'prod_new'],
  ]) {
    const [command = '', ...options] = args
    const refused = await kdeploy(command, '-p', 'prod_a', ...options)
    expect(refused.stderr, command).toMatch(
      /error: shop\/prod_a\/\S+ is frozen until \S+Z \(in 3 days.*\) by \S+: year end closing\nhint: to lift it: kdeploy thaw -p prod_a;/,
    )
    expect(refused.exitCode, command).toBe(4)
  }
  const onto = await kdeploy('rename', '-p', 'stg_a', '--to-profile', 'prod_a')
  expect(onto.stderr).toContain('shop/prod_a')
  expect(onto.exitCode).toBe(4)
  const written = proxy.requests.slice(first).filter(({ method, url }) => {
    return method !== 'GET' && !url.includes('dryRun=All') && !url.includes('authorization.k8s.io')
  })
  expect(written).toEqual([])
  const json = await kdeploy('apply', '-p', 'prod_a', '--set', 'value=3', '-o', 'json')
  expect(json.stdout).toContain('"code":"release-frozen"')

  const diff = await kdeploy('diff', '-p', 'prod_a', '--set', 'value=3')
  expect(diff.stderr).toContain('is frozen until')
  expect(diff.exitCode).toBe(1)
  expect((await kdeploy('status', '-p', 'prod_a')).stdout).toMatch(/frozen until .* by .*: year end closing/)
  expect((await kdeploy('history', '-p', 'prod_a')).stderr).toMatch(/frozen until .* by .*: year end closing/)
  const status = await kdeploy('status', '-p', 'prod_a', '-o', 'json')
  expect(JSON.parse(status.stdout).freeze).toMatchObject({ reason: 'year end closing' })

  const undone = await kdeploy('undo', '-p', 'prod_a')
  expect(undone.stderr).toContain('is frozen until')
  expect(undone.exitCode).toBe(0)
  expect(await deployedValue(cluster, 'prod-a')).toBe('1')

  const thawed = await kdeploy('thaw', '-p', 'prod_a')
  expect(thawed.stderr).toMatch(/thawed +shop\/prod_a: it was frozen by \S+ until \S+Z: year end closing/)
  const again = await kdeploy('thaw', '-p', 'prod_a')
  expect(again.stderr).toContain('is not frozen')
  expect(again.exitCode).toBe(0)
  expect((await kdeploy('apply', '-p', 'prod_a', '--set', 'value=3')).exitCode).toBe(0)
  await proxy.close()
})

test('a freeze costs an apply no request', async ({ cluster }) => {
  const { folder } = await createShop(cluster)
  const proxy = await startApiProxy(cluster)
  const apply = async (value: number) => {
    const first = proxy.requests.length
    const env = { KUBECONFIG: proxy.kubeconfig }
    const { exitCode } = await cluster.kdeploy(['apply', '-p', 'prod_a', '--set', `value=${value}`], {
      cwd: folder,
      env,
    })
    expect(exitCode).toBe(0)
    return proxy.requests.slice(first).filter(({ url }) => url.includes('/secrets'))
  }
  await apply(1)
  const without = await apply(2)
  // One that is over is read all the same.
  await cluster.kdeploy(['freeze', '-p', 'prod_a', '--until', '1s', '--reason', 'short'], { cwd: folder })
  await new Promise((resolve) => setTimeout(resolve, 3000))
  const withOne = await apply(3)
  const shape = (requests: typeof without) =>
    requests.map(({ method, url }) => `${method} ${url.replace(/-r\d+/g, '')}`)
  expect(shape(withOne)).toEqual(shape(without))
  await proxy.close()
})

test('a freeze that comes between the plan and the lock counts', async ({ cluster }) => {
  const { folder } = await createShop(cluster)
  const kdeploy = (args: string[], env = {}) => cluster.kdeploy(args, { cwd: folder, env })
  await kdeploy(['apply', '-p', 'prod_a'])
  const commands = [
    ['apply', '-p', 'prod_a', '--set', 'value=2'],
    ['delete', '-p', 'prod_a', '--yes'],
    ['rename', '-p', 'prod_a', '--to-profile', 'prod_new'],
  ]
  for (const command of commands) {
    let freezing: Promise<unknown> | undefined
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (method !== 'POST' || !url.includes('/leases') || freezing !== undefined) return undefined
      freezing = kdeploy(['freeze', '-p', 'prod_a', '--until', '1h', '--reason', 'meanwhile'])
      return { until: freezing }
    })
    const { stderr, exitCode } = await kdeploy(command, { KUBECONFIG: proxy.kubeconfig })
    expect(stderr).toMatch(/error: shop\/prod_a\/\S+ is frozen until .*: meanwhile/)
    expect(exitCode, stderr).toBe(4)
    await kdeploy(['thaw', '-p', 'prod_a'])
    await proxy.close()
  }
  expect(await deployedValue(cluster, 'prod-a')).toBe('1')
  const { stdout } = await kdeploy(['history', '-p', 'prod_a', '-o', 'json'])
  expect(JSON.parse(stdout).revisions).toHaveLength(1)
  expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
})

test('a run that writes already is told of, and ends', async ({ cluster }) => {
  const { folder } = await createShop(cluster)
  let freezing: Promise<{ stderr: string }> | undefined
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method !== 'PATCH' || !url.includes('/configmaps/') || url.includes('dryRun') || freezing !== undefined)
      return undefined
    const args = ['freeze', '-p', 'prod_a', '--until', '1h', '--reason', 'late']
    freezing = cluster.kdeploy(args, { cwd: folder })
    return { until: freezing }
  })
  const env = { KUBECONFIG: proxy.kubeconfig }
  const applied = await cluster.kdeploy(['apply', '-p', 'prod_a'], { cwd: folder, env })
  expect(applied.exitCode).toBe(0)
  expect((await freezing)?.stderr).toMatch(
    /writes to shop\/prod_a\/\S+ right now \(since .*\): that run is not stopped/,
  )
  expect((await cluster.kdeploy(['apply', '-p', 'prod_a'], { cwd: folder })).exitCode).toBe(4)
  await proxy.close()
})

test("the API server's clock counts, whatever this machine's says", async ({ cluster }) => {
  const { folder } = await createShop(cluster)
  const off = (days: number) => ({ ...preload('faults/set-clock.cjs'), CLOCK_OFF: String(days * day) })
  const kdeploy = (args: string[], days: number) => cluster.kdeploy(args, { cwd: folder, env: off(days) })
  await cluster.kdeploy(['freeze', '-p', 'prod_a', '--until', '3d', '--reason', 'long'], { cwd: folder })
  const ahead = await kdeploy(['apply', '-p', 'prod_a'], 30)
  expect(ahead.stderr).toContain('is frozen until')
  expect(ahead.exitCode).toBe(4)
  await cluster.kdeploy(['thaw', '-p', 'prod_a'], { cwd: folder })

  expect((await kdeploy(['freeze', '-p', 'prod_a', '--until', '3s', '--reason', 'short'], -30)).exitCode).toBe(0)
  expect((await cluster.kdeploy(['apply', '-p', 'prod_a'], { cwd: folder })).exitCode).toBe(4)
  await cluster.waitFor('the end of the freeze', async () => {
    const { exitCode } = await kdeploy(['apply', '-p', 'prod_a'], -30)
    return exitCode === 0
  })
  const yesterday = new Date(Date.now() - day).toISOString()
  const past = await kdeploy(['freeze', '-p', 'prod_a', '--until', yesterday, '--reason', 'past'], -30)
  expect(past.stderr).toMatch(/error: \S+ is past: the API server's clock says/)
  expect(past.exitCode).toBe(2)
}, 180_000)

test('a freeze that somebody damaged keeps every run away until it is lifted', async ({ cluster }) => {
  const { folder } = await createShop(cluster)
  const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: folder })
  await kdeploy('apply', '-p', 'prod_a')
  await kdeploy('freeze', '-p', 'prod_a', '--until', '1s', '--reason', 'short')
  const name = (await cluster.kubectl(['get', 'secrets', '-o', 'name']))
    .split('\n')
    .find((one) => one.endsWith('-freeze'))
  await cluster.kubectl(['annotate', '--overwrite', String(name), 'kdeploy.dev/freeze={"until": "soon"}'])
  const refused = await kdeploy('apply', '-p', 'prod_a', '--set', 'value=2')
  expect(refused.stderr).toMatch(
    /error: shop\/prod_a\/\S+ counts as frozen: the Secret \S+-freeze can't be read as a freeze: its end is not a time/,
  )
  expect(refused.exitCode).toBe(4)
  const status = await kdeploy('status', '-p', 'prod_a')
  expect(status.stdout).toContain("counts as frozen: its freeze can't be read: its end is not a time")
  expect((await kdeploy('thaw', '-p', 'prod_a')).stderr).toContain('its freeze could not be read')
  expect((await kdeploy('apply', '-p', 'prod_a', '--set', 'value=2')).exitCode).toBe(0)

  // Of another type, which no PUT can change.
  await cluster.create([
    { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata: { name: name?.replace('secret/', '') } },
  ])
  expect((await kdeploy('freeze', '-p', 'prod_a', '--until', '1h', '--reason', 'real')).exitCode).toBe(0)
  expect((await kdeploy('apply', '-p', 'prod_a')).stderr).toMatch(/is frozen until .*: real/)
})

test('several are frozen at once, also one that was never deployed; a namespace that is missing is told', async ({
  cluster,
}) => {
  const { folder, write } = await createShop(cluster)
  const kdeploy = (...args: string[]) => cluster.kdeploy(args, { cwd: folder })
  const frozen = await kdeploy('freeze', '-p', 'prod_*', '--until', '1h', '--reason', 'all')
  expect(frozen.stderr).toContain('shop/prod_a until')
  expect(frozen.stderr).toContain('shop/prod_b until')
  expect(frozen.exitCode).toBe(0)
  const first = await kdeploy('apply', '-p', 'prod_b')
  expect(first.exitCode).toBe(4)
  expect(await deployedValue(cluster, 'prod-b')).toBeUndefined()
  expect((await kdeploy('apply', '-p', 'stg_a')).exitCode).toBe(0)
  expect((await kdeploy('status', '-p', 'prod_b')).stderr).toMatch(/has no revisions.*\n.*is frozen until .*: all/)
  const again = await kdeploy('freeze', '-p', 'prod_b', '--until', '2h', '--reason', 'longer')
  expect(again.stderr).toMatch(/replacing the freeze until .*: all/)
  const thawed = await kdeploy('thaw', '-p', 'prod_*')
  expect(thawed.stderr).toMatch(/thawed +shop\/prod_b: .*: longer/)
  expect((await kdeploy('apply', '-p', 'prod_b')).exitCode).toBe(0)

  await write({ 'profiles/prod_gone.yaml': 'namespace: not-there\n' })
  const missing = await kdeploy('freeze', '-p', 'prod_gone', '--until', '1h', '--reason', 'none')
  expect(missing.stderr).toContain('namespace not-there of shop/prod_gone/not-there does not exist')
  expect(missing.exitCode).toBe(2)
  for (const args of [
    ['--until', '1h'],
    ['--reason', 'x'],
    ['--until', 'soon', '--reason', 'x'],
    ['--until', '1h', '--reason', ' '],
  ])
    expect((await kdeploy('freeze', '-p', 'prod_a', ...args)).exitCode, args.join(' ')).toBe(2)
})
