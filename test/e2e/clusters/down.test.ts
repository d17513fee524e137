import { describe, expect } from 'vitest'
import { type Cluster, waitFor } from '../../support/cluster/cluster.ts'
import { type TwoClusters, test } from '../../support/cluster/two-clusters.ts'
import { chainOnBoth, greetings, objectsOn, onBoth } from './shop.ts'

/** The state of each ConfigMap of a chain, by its profile's name. */
async function statesOn(cluster: Cluster): Promise<Record<string, unknown>> {
  const objects = Object.entries(await objectsOn(cluster)) as [string, { data: { state: string } }][]
  return Object.fromEntries(objects.map(([name, { data }]) => [name.replace('ConfigMap chain-', ''), data.state]))
}

/** Runs kdeploy and kills the API server of us as soon as stderr has the text. */
async function killWhen({ startKdeploy, usPlane }: TwoClusters, text: string, args: readonly string[], cwd: string) {
  const running = startKdeploy(args, { cwd })
  await waitFor(text, async () => running.output().includes(text) || running.child.exitCode !== null)
  await usPlane.killApiServer()
  return running.result
}

describe('a cluster that is down', () => {
  test('stops the run before anything is written anywhere, and is told once', async ({ clusters }) => {
    const { eu, usPlane, kdeploy } = clusters
    const { folder: cwd } = await eu.createProject({ files: chainOnBoth(clusters, ['a', 'b', 'c'], 'first') })
    await usPlane.killApiServer()

    const { exitCode, stderr } = await kdeploy(['apply', '-p', 'prod_*'], { cwd })

    expect(stderr.match(/error: the cluster .* can't be reached: connection refused/g)).toHaveLength(1)
    expect(stderr.match(/error: the same as of prod_a@us/g)).toHaveLength(2)
    expect(stderr).toContain('kube context us of ')
    expect(stderr).toContain(
      "nothing was written to any cluster, as us can't be reached; --cluster eu goes on without it",
    )
    expect(exitCode).toBe(3)
    expect(await statesOn(eu)).toEqual({})

    expect((await kdeploy(['apply', '-p', 'prod_*', '--cluster', 'eu'], { cwd })).exitCode).toBe(0)
    expect(await statesOn(eu)).toEqual({ a: 'first', b: 'first', c: 'first' })
  })

  test('goes down midway: what follows does not begin, and the same command completes it', async ({ clusters }) => {
    const { eu, us, usPlane, kdeploy } = clusters
    const { folder: cwd } = await eu.createProject({ files: chainOnBoth(clusters, ['a', 'b', 'c'], 'first') })

    const args = ['apply', '-p', 'prod_*', '--releases-at-a-time', '2']
    const { exitCode, stderr } = await killWhen(clusters, '[prod_a@us] created', args, cwd)

    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/prod_[ab]@us +failed/)
    expect(stderr).toMatch(/prod_c@us +skipped/)
    await usPlane.startApiServer()
    const again = await kdeploy(['apply', '-p', 'prod_*', '--lock-timeout', '60s'], { cwd })
    expect(again.exitCode).toBe(0)
    const all = { a: 'first', b: 'first', c: 'first' }
    expect([await statesOn(eu), await statesOn(us)]).toEqual([all, all])
  })

  test('goes down midway: --keep-going completes the other one', async ({ clusters }) => {
    const { eu } = clusters
    const { folder: cwd } = await eu.createProject({ files: chainOnBoth(clusters, ['a', 'b', 'c'], 'first') })

    const args = ['apply', '-p', 'prod_*', '--keep-going']
    const { exitCode, stderr } = await killWhen(clusters, '[prod_a@us] created', args, cwd)

    expect(exitCode).toBe(3)
    expect(stderr).toMatch(/prod_c@eu +done/)
    expect(stderr).toMatch(/prod_c@us +skipped/)
    expect(await statesOn(eu)).toEqual({ a: 'first', b: 'first', c: 'first' })
  })

  test('goes down midway: --all-or-nothing brings the other one back, and lists what it cannot reach', async ({
    clusters,
  }) => {
    const { eu, us, usPlane, kdeploy } = clusters
    const project = await eu.createProject({ files: chainOnBoth(clusters, ['a', 'b'], 'first') })
    expect((await kdeploy(['apply', '-p', 'prod_*'], { cwd: project.folder })).exitCode).toBe(0)
    const before = await objectsOn(eu)
    await project.write(chainOnBoth(clusters, ['a', 'b', 'c'], 'second'))

    const args = ['apply', '-p', 'prod_*', '--all-or-nothing']
    const { exitCode, stderr } = await killWhen(clusters, '[prod_a@us] changed', args, project.folder)

    expect(exitCode).toBe(5)
    expect(await objectsOn(eu)).toEqual(before)
    expect(stderr).toMatch(/prod_a@eu +restored/)
    // It may have ended, or not, before its cluster did.
    expect(stderr).toMatch(/\[prod_[ab]@us\] undo failed: the cluster .* can't be reached/)
    expect(stderr).toMatch(/^prod_a@us +(?:failed|done)/m)
    await usPlane.startApiServer()
    expect(await statesOn(us)).toEqual({ a: 'second', b: 'first' })
  })
})

describe('the undo of a run, with a cluster that is down', () => {
  test('is refused where it would be another run, or half of it, unless a person chooses what is there', {
    timeout: 120_000,
  }, async ({ clusters }) => {
    const { eu, us, usPlane } = clusters
    const project = await eu.createProject({ files: chainOnBoth(clusters, ['a', 'b'], 'first') })
    const kdeploy = (...args: string[]) => clusters.kdeploy(args, { cwd: project.folder })
    expect((await kdeploy('apply', '-p', 'prod_*')).exitCode).toBe(0)
    await project.write(chainOnBoth(clusters, ['a', 'b'], 'second'))
    const both = await kdeploy('apply', '-p', 'prod_*')
    const run = /\(run (\S+)\)/.exec(both.stderr)?.[1] ?? ''
    await project.write(chainOnBoth(clusters, ['a', 'b'], 'third'))
    expect((await kdeploy('apply', '-p', 'prod_*', '--cluster', 'us')).exitCode).toBe(0)
    await usPlane.killApiServer()

    const last = await kdeploy('undo', '--run', 'last', '--yes')
    const half = await kdeploy('undo', '--run', run, '--yes')

    expect([last.exitCode, half.exitCode]).toEqual([3, 3])
    expect(last.stderr).toMatch(
      /^error: which run is the last can't be told without prod_\w@us: the cluster .* can't be/m,
    )
    expect(half.stderr).toMatch(
      /^error: all that run \S+ did can't be told without prod_\w@us: the cluster .* can't be/m,
    )
    expect(half.stderr).toContain('nothing was written')
    expect(await statesOn(eu)).toEqual({ a: 'second', b: 'second' })

    const chosen = await kdeploy('undo', '--run', run, '--cluster', 'eu', '--yes')
    expect(chosen.exitCode, chosen.stderr).toBe(0)
    await usPlane.startApiServer()
    expect([await statesOn(eu), await statesOn(us)]).toEqual([
      { a: 'first', b: 'first' },
      { a: 'third', b: 'third' },
    ])
  })
})

describe('all or nothing across clusters', () => {
  test('brings back each cluster to what it was, object by object', async ({ clusters }) => {
    const { eu, us, kdeploy } = clusters
    const project = await eu.createProject({ files: onBoth(clusters) })
    expect((await kdeploy(['apply', '-p', 'prod_shop'], { cwd: project.folder })).exitCode).toBe(0)
    const before = [await objectsOn(eu), await objectsOn(us)]
    const files = onBoth(clusters, { greetings: ['neu', 'new'] })
    const stage = files['profiles/default.yaml']?.replace('"new"', '"new", stage: crash-loop') ?? ''
    await project.write({ ...files, 'profiles/default.yaml': stage })

    const { exitCode, stderr } = await kdeploy(['apply', '-p', 'prod_shop', '--all-or-nothing'], {
      cwd: project.folder,
    })

    expect([await objectsOn(eu), await objectsOn(us)]).toEqual(before)
    expect(await greetings(clusters)).toEqual(['hallo', 'howdy'])
    expect(stderr).toMatch(/prod_shop@eu +restored/)
    expect(exitCode).toBe(6)
  })
})
