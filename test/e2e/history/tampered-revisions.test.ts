import { describe, expect } from 'vitest'
import { objectNameOf } from '../../../src/history/records/release.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { recordOf } from '../../support/history/stored.ts'
import { onlyStart } from '../../support/output/start-line.ts'
import { shapes } from '../../support/tampering/revision-shapes.ts'

const configMap = (name: string, data: string) =>
  `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, data: {k: "${data}"}}`

/** Without its type or label a Secret isn't found as a revision at all. */
const listed = Object.entries(shapes).filter(([name]) => name !== 'of another type' && name !== 'no labels')

/** A release of one ConfigMap with two revisions. */
async function createRelease(cluster: Cluster) {
  const { namespace } = cluster
  const project = await cluster.createProject({
    files: {
      'kdeploy.yaml': 'name: shop\n',
      'profiles/prod_shop.yaml': `namespace: ${namespace}\n`,
      'templates/a.yaml': configMap('a', 'one'),
    },
  })
  const kdeploy = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: project.folder })
  await kdeploy('apply')
  await project.write({ 'templates/a.yaml': configMap('a', 'two') })
  await kdeploy('apply')
  return { project, kdeploy, release: { name: 'shop', profile: 'prod_shop', namespace } }
}

describe('revisions that were tampered with', () => {
  test('stand in no command’s way', { timeout: 300_000 }, async ({ cluster }) => {
    const { project, kdeploy, release } = await createRelease(cluster)
    const revision = (number: number) =>
      recordOf(release, {
        number,
        status: 'succeeded',
        createdAt: '2026-11-21T06:00:00.000Z',
        by: 'mallory',
        command: 'apply',
        kdeployVersion: '0.1.0',
        manifests: [{ template: 't', object: configMapObject('evil'), sensitive: [] }],
      })
    // What the API server itself refuses is nobody's to read.
    const taken: string[] = []
    for (const [index, [name, { tamper }]] of listed.entries()) {
      const secret = tamper(revision(3 + index * 2))
      const sent = JSON.stringify({ ...secret, apiVersion: 'v1', kind: 'Secret' })
      await cluster.kubectl(['create', '-f', '-'], { input: sent }).then(
        () => taken.push(name),
        () => {},
      )
    }
    expect(taken.length).toBeGreaterThan(50)
    // One name further is taken by what is no revision at all.
    await cluster.kubectl(['create', 'secret', 'generic', `${objectNameOf(release)}-r4`])

    const history = await kdeploy('history')
    expect(history).toMatchObject({ exitCode: 0, stderr: onlyStart })
    expect(history.stdout.match(/ unreadable /g)?.length).toBeGreaterThan(50)

    const status = await kdeploy('status')
    expect(status.exitCode).toBe(0)
    expect(status.stdout).toContain('revision 2, succeeded')
    expect(status.stdout).toMatch(/revision 3 can't be read: Secret \S+ can't be read as a revision: its /)

    await project.write({ 'templates/a.yaml': configMap('a', 'three') })
    expect(await kdeploy('diff')).toMatchObject({ exitCode: 1 })
    expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    expect(await shownBy(cluster)).toBe('three')

    const after = JSON.parse((await kdeploy('status', '-o', 'json')).stdout)
    expect(after.unreadable).toBeUndefined()

    expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await shownBy(cluster)).toBe('two')

    const left = JSON.parse((await kdeploy('history', '-o', 'json')).stdout).revisions as { status: string }[]
    expect(left.filter(({ status }) => status === 'unreadable').length).toBeLessThanOrEqual(20)

    expect(await kdeploy('delete', '--yes')).toMatchObject({ exitCode: 0 })
    expect(await cluster.kubectl(['get', 'configmap', 'a', 'evil', '--ignore-not-found', '-o', 'name'])).toBe('')
    expect(await cluster.kubectl(['get', 'secret', '-o', 'name'])).toBe(`secret/${objectNameOf(release)}-r4\n`)
  })

  test('leave an undo to the last good state where the newest is one of them', async ({ cluster }) => {
    const { kdeploy, release } = await createRelease(cluster)
    const name = `${objectNameOf(release)}-r2`
    await cluster.kubectl(['delete', 'secret', name])
    const secret = { ...recordOf(release, { ...newest, number: 2 }), data: { revision: 'bnVsbA==' } }
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(secret) })

    const refused = await kdeploy('undo', '--to-revision', '2')
    expect(refused).toMatchObject({ exitCode: 2 })
    expect(refused.stderr).toContain("can't be read as a revision: its metadata is not a map")
    expect(await kdeploy('undo')).toMatchObject({ exitCode: 0 })
    expect(await shownBy(cluster)).toBe('one')
  })
})

describe('a finished revision', () => {
  test('is immutable, and says in an annotation what was found out of it later', async ({ cluster }) => {
    const { project, kdeploy, release } = await createRelease(cluster)
    const secret = (number: number) =>
      cluster.get<KubeObject>('secret', `${objectNameOf(release)}-r${number}`).then(({ immutable, metadata }) => ({
        immutable,
        outcome: (metadata['annotations'] as Record<string, string>)['kdeploy.dev/outcome'],
      }))
    expect(await secret(2)).toEqual({ immutable: true, outcome: undefined })

    await project.write({ 'templates/a.yaml': configMap('a', 'three') })
    await kdeploy('apply', '--no-wait')
    expect(await secret(3)).toEqual({ immutable: true, outcome: undefined })
    await kdeploy('apply')

    const { immutable, outcome } = await secret(3)
    expect(immutable).toBe(true)
    expect(JSON.parse(outcome ?? '')).toMatchObject({ status: 'succeeded' })
    const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
    expect(revisions[2]).toMatchObject({ number: 3, status: 'succeeded', changes: { changed: 1 } })
  })

  test('that somebody made immutable before it ended is recorded as failed all the same', async ({ cluster }) => {
    const { project, kdeploy, release } = await createRelease(cluster)
    const pending = { ...recordOf(release, { ...newest, number: 3, status: 'pending' }), immutable: true }
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(pending) })
    await project.write({ 'templates/a.yaml': configMap('a', 'three') })

    expect(await kdeploy('apply')).toMatchObject({ exitCode: 0 })
    const { revisions } = JSON.parse((await kdeploy('history', '-o', 'json')).stdout)
    expect(revisions.map(({ status }: { status: string }) => status)).toEqual([
      'succeeded',
      'succeeded',
      'failed',
      'succeeded',
    ])
  })
})

const newest = {
  status: 'succeeded',
  createdAt: '2026-11-21T06:00:00.000Z',
  by: 'ada',
  command: 'apply',
  kdeployVersion: '0.1.0',
  manifests: [{ template: 't', object: configMapObject('a'), sensitive: [] }],
} as const

function configMapObject(name: string): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }
}

function shownBy(cluster: Cluster): Promise<string> {
  return cluster.kubectl(['get', 'configmap', 'a', '-o', 'jsonpath={.data.k}'])
}

describe('a Secret in the place of the release’s own record that no write can change', () => {
  test.for([
    ['of another type', { type: 'Opaque' }, []],
    ['immutable', { type: 'kdeploy.dev/release', immutable: true, data: { a: 'YQ==' } }, []],
    ['of another type, with a key', { type: 'Opaque' }, ['0123456789abcdef0123456789abcdef']],
  ] as const)('is made anew: %s', async ([, content, [key]], { cluster }) => {
    const { project, release } = await createRelease(cluster)
    const name = objectNameOf(release)
    await cluster.kubectl(['delete', 'secret', name])
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...content }
    await cluster.kubectl(['create', '-f', '-'], { input: JSON.stringify(secret) })
    await project.write({ 'templates/a.yaml': configMap('a', 'three') })

    const env = key === undefined ? {} : { KDEPLOY_HISTORY_KEY: key }
    const kdeploy = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: project.folder, env })
    const { exitCode, stderr } = await kdeploy('apply')

    expect(stderr).toContain('1 changed')
    expect(exitCode).toBe(0)
    const made = await cluster.get<KubeObject>('secret', name)
    expect(made['type']).toBe('kdeploy.dev/release')
    expect(made['immutable']).toBeUndefined()
    expect((await kdeploy('delete', '--yes')).stderr).toContain('1 object,')
  })
})
