import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { preload } from '../../support/kdeploy.ts'

async function createPreviews(cluster: Cluster) {
  const { namespace } = cluster
  const project = await cluster.createProject({
    files: {
      // Tests side by side sweep in all namespaces.
      'kdeploy.yaml': `name: ${namespace}\n`,
      'profiles/default.yaml': `namespace: ${namespace}\nvariables: {value: 1}\n`,
      'profiles/review_a.yaml': '',
      'profiles/review_b.yaml': '',
      'profiles/review_c.yaml': '',
      'templates/a.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ profile_name }}"}\ndata: {value: "{{ value }}"}\n',
    },
  })
  const kdeploy = (args: readonly string[], env = {}) => cluster.kdeploy(args, { cwd: project.folder, env })
  return { ...project, kdeploy, expire: (name: string) => kdeploy(['apply', '-p', name, '--expires', '1s']) }
}

/** The ConfigMaps of the previews that are there. */
async function present(cluster: Cluster): Promise<string[]> {
  const { items } = await cluster.get<{ items: { metadata: { name: string } }[] }>('configmaps')
  return items.map(({ metadata }) => metadata.name).filter((name) => /^[abc]$/.test(name))
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

test('what has expired is deleted, also without its profile; what has not, is frozen or was given more time stays', async ({
  cluster,
}) => {
  const { folder, kdeploy, expire } = await createPreviews(cluster)
  expect((await expire('review_a')).stderr).toMatch(
    /review_a\/\S+ expires at \S+Z \(in 1 s.*\): kdeploy sweep deletes it then/,
  )
  await kdeploy(['apply', '-p', 'review_b', '--expires', '3d'])
  // Nothing changes but when it expires, and an apply that doesn't say leaves it.
  await kdeploy(['apply', '-p', 'review_c', '--expires', '3d'])
  await expire('review_c')
  expect((await kdeploy(['apply', '-p', 'review_c', '--set', 'value=2'])).exitCode).toBe(0)
  await kdeploy(['freeze', '-p', 'review_c', '--until', '1h', '--reason', 'demo'])
  await unlink(join(folder, 'profiles/review_a.yaml'))
  await pause(2500)
  const status = await kdeploy(['status', '-p', 'review_c'])
  expect(status.stdout).toMatch(/expired .*: kdeploy sweep deletes it/)

  const dry = await kdeploy(['sweep', '--dry-run'])
  expect(dry.stderr).toContain('would delete 1 object and all revisions')
  expect(dry.exitCode).toBe(0)
  const unasked = await kdeploy(['sweep'])
  expect(unasked.stderr).toMatch(/the deletion of 1 release was not confirmed\n.*review_a\/\S+: expired/)
  expect(unasked.exitCode).toBe(2)
  expect(await present(cluster)).toEqual(['a', 'b', 'c'])

  const swept = await kdeploy(['sweep', '--yes'])
  expect(swept.stderr).toMatch(/review_c .*unchanged[^\n]*\n +left: .* is frozen until .*: demo/)
  expect(swept.exitCode).toBe(0)
  expect(await present(cluster)).toEqual(['b', 'c'])
  await kdeploy(['thaw', '-p', 'review_c'])
  const json = await kdeploy(['sweep', '-A', '--yes', '-o', 'json'])
  const ends = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ends.at(-1)).toMatchObject({ exitCode: 0, releases: [{ profile: 'review_c', state: 'done', deleted: 1 }] })
  expect(await present(cluster)).toEqual(['b'])
  await kdeploy(['apply', '-p', 'review_b', '--expires', 'never'])
  expect((await kdeploy(['status', '-p', 'review_b', '-o', 'json'])).stdout).not.toContain('"expires"')
  expect((await kdeploy(['sweep', '--yes'])).stderr).toContain('no release has expired')
})

test('what is given more time between the plan and the lock stays, and so does what is locked', async ({ cluster }) => {
  const { kdeploy, expire } = await createPreviews(cluster)
  await expire('review_a')
  await pause(2500)
  let renewing: Promise<unknown> | undefined
  const proxy = await startApiProxy(cluster, ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/leases') || renewing !== undefined) return undefined
    renewing = kdeploy(['apply', '-p', 'review_a', '--expires', '3d'])
    return { until: renewing }
  })
  const late = await kdeploy(['sweep', '--yes'], { KUBECONFIG: proxy.kubeconfig })
  expect(late.stderr).toMatch(/left: .*review_a\/\S+ expires at .* \(in 3 days/)
  expect(late.exitCode).toBe(0)
  expect(await present(cluster)).toEqual(['a'])

  await expire('review_a')
  await pause(2500)
  let sweeping: Promise<{ stderr: string; exitCode: number | null | undefined }> | undefined
  const slow = await startApiProxy(cluster, ({ method, url }) => {
    if (method !== 'PATCH' || !url.includes('/configmaps/') || url.includes('dryRun') || sweeping !== undefined)
      return undefined
    sweeping = kdeploy(['sweep', '--yes'])
    return { until: sweeping }
  })
  await kdeploy(['apply', '-p', 'review_a', '--set', 'value=2'], { KUBECONFIG: slow.kubeconfig })
  expect((await sweeping)?.stderr).toMatch(/left: .*(lock|writes)/)
  expect((await sweeping)?.exitCode).toBe(0)
  expect(await present(cluster)).toEqual(['a'])

  // A revision that changed nothing of the expiry: it is planned again, and deleted.
  let applying: Promise<unknown> | undefined
  const changing = await startApiProxy(cluster, ({ method, url }) => {
    if (method !== 'POST' || !url.includes('/leases') || applying !== undefined) return undefined
    applying = kdeploy(['apply', '-p', 'review_a', '--set', 'value=3'])
    return { until: applying }
  })
  const again = await kdeploy(['sweep', '--yes'], { KUBECONFIG: changing.kubeconfig })
  expect(again.exitCode, again.stderr).toBe(0)
  expect(await present(cluster)).toEqual([])
  await Promise.all([proxy, slow, changing].map((one) => one.close()))
})

test('a wrong clock here, an expiry that was damaged or forged, and a guard that does not match delete nothing', async ({
  cluster,
}) => {
  const { write, kdeploy, expire } = await createPreviews(cluster)
  const signing = { KDEPLOY_HISTORY_KEY: 'sweep-key-sweep-key-sweep-key-sweep-key-1' }
  await kdeploy(['apply', '-p', 'review_a', '--expires', '3d'], signing)
  const off = { ...preload('faults/set-clock.cjs'), CLOCK_OFF: String(30 * 86_400_000) }
  expect((await kdeploy(['sweep', '--yes'], off)).stderr).toContain('no release has expired')

  const { items } = await cluster.get<{ items: { type: string; metadata: { name: string } }[] }>('secrets')
  const parent = String(items.find(({ type }) => type === 'kdeploy.dev/release')?.metadata.name)
  const forge = (value: string) =>
    cluster.kubectl(['annotate', '--overwrite', 'secret', parent, `kdeploy.dev/expires=${value}`])
  await forge('2020-01-01T00:00:00Z')
  const forged = await kdeploy(['sweep', '--yes'], signing)
  expect(forged.stderr).toMatch(/when \S+ expires is not trusted: its expiry was altered/)
  expect(forged.exitCode).toBe(4)
  await forge('soon')
  const damaged = await kdeploy(['sweep', '--yes'])
  expect(damaged.stderr).toMatch(/review_a\/\S+ is left: its expiry is not a time/)
  expect(damaged.exitCode).toBe(0)

  await expire('review_b')
  await expire('review_c')
  await write({ 'profiles/review_b.yaml': 'guard: {namespace: elsewhere}\n' })
  await pause(2500)
  const guarded = await kdeploy(['sweep', '--yes'])
  expect(guarded.stderr).toContain('guard')
  // Of 2 alone it would be so that nothing was written.
  expect(guarded.exitCode).toBe(5)
  expect(await present(cluster)).toEqual(['a', 'b'])
})

test('a release whose claims stay is swept once', async ({ cluster }) => {
  const { write, kdeploy } = await createPreviews(cluster)
  const claim = `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}\n`
  await write({ 'templates/claim.yaml': claim })
  await kdeploy(['apply', '-p', 'review_a', '--no-wait', '--expires', '1s'])
  await pause(2500)
  const swept = await kdeploy(['sweep', '--yes'])
  expect(swept.exitCode, swept.stderr).toBe(0)
  expect(await cluster.kubectl(['get', 'pvc', '-o', 'name'])).toContain('data')
  expect((await kdeploy(['sweep', '--yes'])).stderr).toContain('no release has expired')
  const next = await kdeploy(['apply', '-p', 'review_a', '--no-wait'])
  expect(next.exitCode, next.stderr).toBe(0)
})
