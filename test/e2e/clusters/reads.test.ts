import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/two-clusters.ts'
import { greetings, onBoth } from './shop.ts'

const both = ['prod_shop@eu', 'prod_shop@us']

/** The rows of a table, each with its first columns. */
function rowsOf(stdout: string, columns: number): string[][] {
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('prod_'))
    .map((line) => line.split(/ {2,}/).slice(0, columns))
}

describe('what is asked of a release on two clusters', () => {
  test('is answered of each, and an undo brings back each', async ({ clusters }) => {
    const { eu, kdeploy } = clusters
    const project = await eu.createProject({ files: onBoth(clusters) })
    const run = (...args: string[]) => kdeploy(args, { cwd: project.folder })
    await run('apply', '-p', 'prod_shop')
    await project.write(onBoth(clusters, { greetings: ['neu', 'new'] }))

    const status = await run('status', '-p', 'prod_shop', '--exit-code')
    const ofUs = await run('status', '-p', 'prod_*', '--cluster', 'u*')
    const images = await run('images', '-p', 'prod_shop', '-o', 'json')
    const diff = await run('diff', '-p', 'prod_shop')
    const changed = await run('apply', '-p', 'prod_shop')
    const history = await run('history', '-p', 'prod_shop')
    const undone = await run('undo', '-p', 'prod_shop', '--yes')

    expect(status.exitCode, status.stderr).toBe(0)
    expect(status.stderr).toMatch(/^cluster eu: kube context eu, .*$/m)
    expect(status.stderr).toMatch(/^cluster us: kube context us, .*$/m)
    expect(rowsOf(status.stdout, 3)).toEqual(both.map((label) => [label, 'ready', '1']))
    expect(rowsOf(ofUs.stdout, 2)).toEqual([['prod_shop@us', 'ready']])
    expect(images.exitCode, images.stderr).toBe(0)
    const [image] = JSON.parse(images.stdout).images
    expect(image.neededBy.map(({ label }: { label: string }) => label)).toEqual(both)
    expect(diff.exitCode, diff.stderr).toBe(1)
    expect(diff.stdout.match(/^==> \S+:/gm)).toEqual(both.map((label) => `==> ${label}:`))
    expect(changed.exitCode, changed.stderr).toBe(0)
    expect(history.exitCode, history.stderr).toBe(0)
    expect(rowsOf(history.stdout, 3).toSorted()).toEqual(
      both.flatMap((label) => [
        [label, '1', 'succeeded'],
        [label, '2', 'succeeded'],
      ]),
    )
    expect(undone.exitCode, undone.stderr).toBe(0)
    expect(await greetings(clusters)).toEqual(['hallo', 'howdy'])
  })

  test('is answered of the one that can be reached, and the other is told', async ({ clusters }) => {
    const { eu, usPlane, kdeploy } = clusters
    const { folder: cwd } = await eu.createProject({ files: onBoth(clusters) })
    await kdeploy(['apply', '-p', 'prod_shop'], { cwd })
    await usPlane.killApiServer()

    const [status, document, history] = await Promise.all([
      kdeploy(['status', '-p', 'prod_shop'], { cwd }),
      kdeploy(['status', '-p', 'prod_shop', '-o', 'json'], { cwd }),
      kdeploy(['history', '-p', 'prod_shop'], { cwd }),
    ])

    expect([status.exitCode, document.exitCode, history.exitCode]).toEqual([3, 3, 3])
    expect(rowsOf(status.stdout, 2)).toEqual([
      ['prod_shop@eu', 'ready'],
      ['prod_shop@us', 'unknown (cluster-unreachable)'],
    ])
    expect(status.stdout).toMatch(/^1 of 2 releases ready; look at prod_shop@us$/m)
    expect(rowsOf(history.stdout, 2)).toEqual([['prod_shop@eu', '1']])
    for (const { stderr } of [status, document, history])
      expect(stderr).toMatch(/^\[prod_shop@us\] error: the cluster .* can't be reached: connection refused/m)
    expect(JSON.parse(document.stdout).releases).toMatchObject([
      { label: 'prod_shop@eu', cluster: 'eu', revision: { status: 'succeeded' } },
      { label: 'prod_shop@us', cluster: 'us', error: { code: 'cluster-unreachable' } },
    ])
  })
})
