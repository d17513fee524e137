import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { exists, live, ownership } from '../../support/cluster/live.ts'
import { type ConfigService, configFleetFiles, configs } from '../../support/projects/config-fleet.ts'
import { fleetFiles } from '../../support/projects/fleet.ts'

const three = { prod_bus: {}, prod_db: {}, prod_app: { needs: ['prod_bus', 'prod_db'] } }

/** A project of these services, and the commands on it. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, ConfigService>>) {
  const { folder, write } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, services) })
  const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder })
  const fine = async (...args: readonly string[]) => {
    const { exitCode, stdout, stderr } = await kdeploy(...args)
    expect(exitCode, stderr).toBe(0)
    return { stdout, stderr }
  }
  /** Deploys the whole set, and says which run that was. */
  const apply = async (...args: readonly string[]) => {
    const { stderr } = await fine('apply', '-p', 'prod_*', ...args)
    return /\(run (\d{8}T\d{6}-[0-9a-f]{4})\)/.exec(stderr)?.[1] ?? 'no run'
  }
  const change = (files: Readonly<Record<string, ConfigService>>) => write(configFleetFiles(cluster.namespace, files))
  return { folder, kdeploy, fine, apply, change }
}

function newest(stdout: string): Readonly<Record<string, unknown>> {
  const { revisions } = JSON.parse(stdout) as { revisions: readonly Record<string, unknown>[] }
  return revisions.at(-1) ?? {}
}

describe('the undo of a run', () => {
  test('brings each of its releases back to where it was, what needs another first', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    const before = await configs(cluster)
    await shop.change({
      ...three,
      prod_app: {
        ...three.prod_app,
        templates: { more: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {tag: "{{ tag }}"}\n' },
      },
    })
    const run = await shop.apply('--set', 'tag=2')
    expect(Object.keys(await configs(cluster))).toContain('more')

    const { stderr } = await shop.fine('undo', '--run', run.slice(0, -2), '--yes')

    expect(await configs(cluster)).toEqual(before)
    expect(stderr).toContain('undo of 3 releases: prod_app, prod_db, prod_bus')
    expect(stderr.indexOf('[prod_app] done')).toBeLessThan(stderr.indexOf('[prod_bus] undo: restoring'))
    const { stdout } = await shop.fine('history', 'prod_app', '-o', 'json')
    expect(newest(stdout)).toMatchObject({ number: 3, status: 'succeeded', restores: 1, run: { releases: 3 } })
  })

  test('is planned for all of them and asked once before anything is written', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    const run = await shop.apply('--set', 'tag=2')
    const after = await configs(cluster)

    const shown = await shop.fine('undo', '--run', 'last', '--dry-run')
    const asked = await shop.kdeploy('undo', '--run', run)

    for (const profile of ['prod_bus', 'prod_db', 'prod_app']) {
      expect(shown.stdout).toContain(`# ${profile}\n`)
      expect(asked.stderr).toMatch(new RegExp(`  ${profile}: to revision 1\n +would be changed: ConfigMap `))
    }
    expect(shown.stdout).toContain('-tag: "2"\n+tag: "1"\n')
    expect(asked.exitCode).toBe(2)
    expect(asked.stderr).toContain('error: the undo of 3 releases was not confirmed')
    expect(await configs(cluster)).toEqual(after)
  })

  test('leaves a release alone that was deployed since, and says so where it is named', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    const run = await shop.apply('--set', 'tag=2')
    await shop.fine('apply', '-p', 'prod_app', '--set', 'tag=3')

    const unnamed = await shop.fine('undo', '--run', run, '--dry-run')
    const { stderr } = await shop.fine('undo', '-p', 'prod_*', '--run', run, '--yes')

    expect(unnamed.stdout).not.toContain('# prod_app')
    expect(stderr).toMatch(/prod_app.*unchanged[\s\S]*revision 3 came after it \(apply by /)
    expect(await configs(cluster)).toEqual({ 'app-0': { tag: '3' }, 'bus-0': { tag: '1' }, 'db-0': { tag: '1' } })
  })

  test('is undone itself as any run is', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    await shop.apply('--set', 'tag=2')
    const after = await configs(cluster)
    const { stderr } = await shop.fine('undo', '-p', 'prod_*', '--yes')
    const run = /\(run ([^)]+)\)/.exec(stderr)?.[1] ?? ''

    await shop.fine('undo', '--run', run, '--yes')

    expect(await configs(cluster)).toEqual(after)
  })

  test('deletes a release that the run made, but for claims, and gives back what it adopted', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    await cluster.create('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign}\ndata: {tag: mine}\n')
    const foreign = await live(cluster, 'configmap/foreign')
    const templates = {
      claim:
        'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n',
      foreign: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: foreign}\ndata: {tag: "{{ tag }}"}\n',
    }
    await shop.change({ ...three, prod_ui: { needs: ['prod_app'], templates } })
    const run = await shop.apply('--adopt', '--no-wait')

    const { stderr } = await shop.fine('undo', '--run', run, '--yes', '--no-wait')

    expect(stderr).toContain('[prod_ui] ')
    expect(stderr).toContain('deleted, as the run made it')
    expect(await exists(cluster, 'configmap/ui-0')).toBe(false)
    expect(await exists(cluster, 'pvc/data')).toBe(true)
    const now = await live(cluster, 'configmap/foreign')
    expect(now.data).toEqual(foreign.data)
    expect(ownership(now)).toEqual(ownership(foreign))
    expect(await configs(cluster)).toEqual({ 'app-0': { tag: '1' }, 'bus-0': { tag: '1' }, 'db-0': { tag: '1' } })
  })

  test('goes beyond no undo barrier of any of them, unless it is told to', async ({ cluster }) => {
    const barrier = (text: string) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: schema, annotations: {kdeploy.dev/undo-barrier: "${text}"}}\n`
    const withSchema = (text: string) => ({ ...three, prod_db: { templates: { schema: barrier(text) } } })
    const shop = await fleet(cluster, withSchema('schema 1'))
    await shop.apply()
    const before = await configs(cluster)
    await shop.change(withSchema('schema 2'))
    const run = await shop.apply('--set', 'tag=2')
    const after = await configs(cluster)

    const refused = await shop.kdeploy('undo', '--run', run, '--yes')

    expect(refused.exitCode).toBe(2)
    expect(refused.stderr).toContain('[prod_db]  error: an undo to revision 1 would cross the undo barrier "schema 2"')
    expect(await configs(cluster)).toEqual(after)
    await shop.fine('undo', '--run', run, '--yes', '--cross-barrier')
    expect(await configs(cluster)).toEqual(before)
  })

  test('is verified by signatures, which cover the run and not the note of its end', async ({ cluster }) => {
    const { folder } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, three) })
    const env = { KDEPLOY_HISTORY_KEY: 'a'.repeat(64) }
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder, env })
    await kdeploy('apply', '-p', 'prod_*')
    const applied = await kdeploy('apply', '-p', 'prod_*', '--set', 'tag=2')
    expect(applied.exitCode, applied.stderr).toBe(0)
    const run = newest((await kdeploy('history', 'prod_app', '-o', 'json')).stdout)
    expect(run).toMatchObject({ run: { releases: 3 } })
    expect(run).not.toHaveProperty('untrusted')
    const [head] = (await cluster.kubectl(['get', 'secrets', '-l', 'kdeploy.dev/revision=2', '-o', 'name'])).split('\n')
    const { metadata } = await live(cluster, head ?? '')
    expect(metadata.annotations?.['kdeploy.dev/run-ended']).toMatch(/^ended 20/)
    await cluster.kubectl(['label', '--overwrite', 'secrets', '--all', 'kdeploy.dev/run=other'])

    const undone = await kdeploy('undo', '--run', 'last', '--yes')

    expect(undone.exitCode, undone.stderr).toBe(0)
    expect(await configs(cluster)).toEqual({ 'app-0': { tag: '1' }, 'bus-0': { tag: '1' }, 'db-0': { tag: '1' } })
  })

  test('takes no more rights than a deploy of one release, the note of its end neither', async ({ cluster }) => {
    const { folder } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, three) })
    const all = ['get', 'list', 'create', 'patch', 'delete']
    const kubeconfig = await cluster.kubeconfigFor([
      { apiGroups: [''], resources: ['configmaps'], verbs: all },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list', 'create', 'update', 'delete'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['get', 'create', 'update', 'delete'] },
    ])
    const kdeploy = (...args: readonly string[]) =>
      cluster.kdeploy(args, { cwd: folder, env: { KUBECONFIG: kubeconfig } })
    const runs = [await kdeploy('apply', '-p', 'prod_*'), await kdeploy('apply', '-p', 'prod_*', '--set', 'tag=2')]

    runs.push(await kdeploy('undo', '--run', 'last', '--yes'))

    for (const { exitCode, stderr } of runs) expect(exitCode, stderr).toBe(0)
    const secrets = await cluster.get<{ items: { metadata: { annotations: Record<string, string> } }[] }>(
      ...['secrets', '-l', 'kdeploy.dev/revision'],
    )
    expect(secrets.items).toHaveLength(9)
    for (const { metadata } of secrets.items) expect(metadata.annotations['kdeploy.dev/run-ended']).toMatch(/^ended /)
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })

  test('keeps what a release needs that does not come back, and ends with the failure', async ({ cluster }) => {
    const services = (stage: string) => ({ prod_bus: {}, prod_app: { needs: ['prod_bus'], stage } })
    const files = (stage: string) => fleetFiles(cluster.namespace, services(stage))
    const { folder, write } = await cluster.createProject({ files: files('crash-loop') })
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy(args, { cwd: folder })
    // Nobody waited, so that it counts as a good state.
    expect((await kdeploy('apply', '-p', 'prod_*', '--no-wait')).exitCode).toBe(0)
    await write(files(''))
    const applied = await kdeploy('apply', '-p', 'prod_*', '--set', 'tag=2')
    expect(applied.exitCode, applied.stderr).toBe(0)

    const { exitCode, stderr } = await kdeploy('undo', '--run', 'last', '--yes')

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toMatch(/prod_bus +skipped.*\n +prod_app needs it, and is not back/)
    const image = await cluster.kubectl(['get', 'deployment/bus', '-o', 'jsonpath={..image}'])
    expect(image).toBe('registry.example.com/fleet:2')
  })

  test('is refused for what belongs to one release, and for a run that nobody made', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()

    const numbered = await shop.kdeploy('undo', '-p', 'prod_*', '--to-revision', '1', '--yes')
    const workload = await shop.kdeploy('undo', 'prod_*', 'deployment/web', '--yes')
    const unknown = await shop.kdeploy('undo', '--run', '2020', '--yes')
    const nothing = await shop.kdeploy('undo', '-p', 'prod_*', '--yes')

    expect([numbered, workload, unknown, nothing].map(({ exitCode }) => exitCode)).toEqual([2, 2, 2, 2])
    expect(numbered.stderr).toContain("error: --to-revision can't be used with several releases (3 are chosen)")
    expect(workload.stderr).toContain("error: deployment/web can't be used with several releases (3 are chosen)")
    expect(unknown.stderr).toMatch(/error: none of the releases has a revision of a run "2020"\n +RUN +WHEN/)
    expect(nothing.stderr).toContain('error: no release has an earlier good state')
  })
})

describe('the delete of a set', () => {
  test('names every release, asks once, and takes what needs others first', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    await shop.fine('delete', '-p', 'prod_bus', '--yes')

    const asked = await shop.kdeploy('delete', '-p', 'prod_*')
    const before = await configs(cluster)
    const { stderr } = await shop.fine('delete', '-p', 'prod_*', '--yes')

    expect(asked.exitCode).toBe(2)
    expect(asked.stderr).toContain('error: the deletion of 2 releases was not confirmed')
    expect(asked.stderr).toMatch(/ {2}prod_app: .*\n +would be deleted: ConfigMap \S+\/app-0\n {2}prod_db: /)
    expect(Object.keys(before)).toEqual(['app-0', 'db-0'])
    expect(stderr.indexOf('[prod_app] done: deleted')).toBeLessThan(stderr.indexOf('[prod_db]  deleted'))
    expect(stderr).toMatch(/prod_bus +unchanged.*\n +nothing is deployed/)
    expect(await configs(cluster)).toEqual({})
    expect((await shop.kdeploy('delete', '-p', 'prod_*', '--yes')).exitCode).toBe(2)
  })

  test('deletes nothing where one of them can not be planned', async ({ cluster }) => {
    const shop = await fleet(cluster, three)
    await shop.apply()
    const before = await configs(cluster)

    const { exitCode, stderr } = await shop.kdeploy('delete', '-p', 'prod_*', '--also-delete', 'pvc/none', '--yes')

    expect(exitCode, stderr).toBe(2)
    expect(stderr).toContain('--also-delete pvc/none')
    expect(await configs(cluster)).toEqual(before)
  })
})
