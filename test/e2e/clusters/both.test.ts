import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/two-clusters.ts'
import { greetings, onBoth } from './shop.ts'

describe('a profile with two clusters', () => {
  test('is deployed to both, with what each says over it', async ({ clusters }) => {
    const { eu, kdeploy } = clusters
    const { folder: cwd } = await eu.createProject({ files: onBoth(clusters) })

    const applied = await kdeploy(['apply', '-p', 'prod_shop'], { cwd })

    expect(applied.stderr).toContain('apply of 2 releases: prod_shop@eu, prod_shop@us')
    expect(applied.exitCode).toBe(0)
    expect(await greetings(clusters)).toEqual(['hallo', 'howdy'])
  })

  test('is the same release on each, with a history of its own', async ({ clusters }) => {
    const { eu, us, kdeploy } = clusters
    const project = await eu.createProject({ files: onBoth(clusters) })
    const run = (...args: string[]) => kdeploy(args, { cwd: project.folder })
    await run('apply', '-p', 'prod_shop')
    await project.write(onBoth(clusters, { greetings: ['hallo', 'hi'] }))
    expect((await run('apply', '-p', 'prod_shop', '--cluster', 'us')).exitCode).toBe(0)

    const parents = await Promise.all(
      [eu, us].map((cluster) => cluster.kubectl(['get', 'secrets', '-o', 'name', '--sort-by=.metadata.name'])),
    )
    const [ofEu = '', ofUs = ''] = parents
    expect(ofUs.split('\n')).toEqual(expect.arrayContaining(ofEu.split('\n')))
    const history = async (cluster: string) => {
      const { stdout } = await run('history', '-p', 'prod_shop', '--cluster', cluster, '-o', 'json')
      return (JSON.parse(stdout).revisions as { number: number }[]).map(({ number }) => number).toSorted()
    }
    expect([await history('eu'), await history('us')]).toEqual([[1], [1, 2]])

    const undone = await run('undo', '-p', 'prod_shop', '--cluster', 'us')
    expect(undone.exitCode).toBe(0)
    expect(await greetings(clusters)).toEqual(['hallo', 'howdy'])
  })

  test('takes its live sources from the cluster that it is on', async ({ clusters }) => {
    const { eu, us, kdeploy } = clusters
    const settings = (region: string) => [
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'platform' }, data: { region } },
    ]
    await eu.create(settings('europe'))
    await us.create(settings('america'))
    const files = onBoth(clusters, { greetings: ['{{ region }}', '{{ region }}'] })
    const { folder: cwd } = await eu.createProject({
      files: { ...files, 'profiles/prod.yaml': 'variablesFrom: [{configMap: platform}]\n' },
    })

    expect((await kdeploy(['apply', '-p', 'prod_shop'], { cwd })).exitCode).toBe(0)

    expect(await greetings(clusters)).toEqual(['europe', 'america'])
    const compared = await kdeploy(['explain', 'prod_shop', 'region', '--cluster', 'eu', '--against', '@us'], { cwd })
    expect(compared.stdout).toContain('prod_shop@eu  europe')
    expect(compared.stdout).toContain('prod_shop@us  america')
  })

  test('is refused where both names are one cluster', async ({ clusters }) => {
    const { eu, kdeploy } = clusters
    const files = onBoth(clusters, { contexts: ['eu', 'eu'] })
    const { folder: cwd } = await eu.createProject({ files })

    const { exitCode, stderr } = await kdeploy(['apply', '-p', 'prod_shop'], { cwd })

    expect(stderr).toContain('the clusters eu and us of prod_shop are the same place')
    expect(exitCode).toBe(2)
    expect(await eu.kubectl(['get', 'configmap', 'shop', '--ignore-not-found', '-o', 'name'])).toBe('')
  })
})

describe('the guard of a cluster', () => {
  test('lets nothing be written anywhere where one does not match', async ({ clusters }) => {
    const { eu, kdeploy, uidOf } = clusters
    const uid = await uidOf(eu)
    const files = onBoth(clusters, { more: ['', `, guard: {cluster: ${uid}}`] })
    const { folder: cwd } = await eu.createProject({ files })

    const { exitCode, stderr } = await kdeploy(['apply', '-p', 'prod_shop'], { cwd })

    expect(stderr).toContain(`the guard requires the cluster ${uid}`)
    expect(exitCode).toBe(2)
    expect(await greetings(clusters)).toEqual([undefined, undefined])
  })

  test('lets each through that is the right one, and not the other by --context', async ({ clusters }) => {
    const { eu, us, kdeploy, uidOf } = clusters
    const more = [eu, us].map(async (cluster) => `, guard: {cluster: ${await uidOf(cluster)}}`)
    const files = onBoth(clusters, { more: await Promise.all(more) })
    const { folder: cwd } = await eu.createProject({ files })

    expect((await kdeploy(['apply', '-p', 'prod_shop'], { cwd })).exitCode).toBe(0)
    const crossed = await kdeploy(['apply', '-p', 'prod_shop', '--cluster', 'us', '--context', 'eu'], { cwd })
    expect(crossed.exitCode).toBe(2)
    expect(crossed.stderr).toContain('the guard requires the cluster')
  })
})

describe('a canary cluster', () => {
  test('comes first, and its failure leaves the other as it is', async ({ clusters }) => {
    const { eu, kdeploy } = clusters
    const project = await eu.createProject({ files: onBoth(clusters, { more: ['', ', canary: true'] }) })
    const first = await kdeploy(['apply', '-p', 'prod_shop'], { cwd: project.folder })
    expect(first.exitCode).toBe(0)
    expect(first.stderr.indexOf('[prod_shop@us] created')).toBeLessThan(first.stderr.indexOf('[prod_shop@eu] created'))

    const broken = { greetings: ['neu', 'new'], more: ['', ', canary: true'], stage: 'crash-loop' } as const
    await project.write(onBoth(clusters, broken))
    const second = await kdeploy(['apply', '-p', 'prod_shop'], { cwd: project.folder })

    expect(second.exitCode).toBe(5)
    expect(second.stderr).toMatch(/prod_shop@eu +skipped/)
    expect(await greetings(clusters)).toEqual(['hallo', 'new'])
  })
})
