import { randomBytes } from 'node:crypto'
import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'

const objects = 3000

/** 3,000 ConfigMaps with 5 MB of text that doesn't compress. */
function template(version: number): string {
  const noise = () => randomBytes(1250).toString('base64')
  return Array.from(
    { length: objects },
    (_, index) =>
      `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c${index}"}, "data": {"version": "${version}", "k": "${noise()}"}}`,
  ).join('\n---\n')
}

/** Takes minutes: only where it is asked for. */
const asked = process.env['KDEPLOY_TEST_LARGE'] === '1'

describe.skipIf(!asked)('a revision of 5 MB in 3,000 objects', () => {
  test('is applied, listed, shown, compared and undone', { timeout: 1_200_000 }, async ({ cluster }) => {
    const files = { 'kdeploy.yaml': 'name: large\n', 'profiles/prod_large.yaml': `namespace: ${cluster.namespace}\n` }
    const project = await cluster.createProject({ files: { ...files, 'templates/all.yaml': template(1) } })
    const run = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_large'], { cwd: project.folder })
    const snapshot = async () => {
      const { items } = await cluster.get<{ items: { metadata: { name: string }; data: object }[] }>('configmaps')
      return new Map(items.map(({ metadata, data }) => [metadata.name, data]))
    }

    expect(await run('apply', '--quiet')).toMatchObject({ exitCode: 0 })
    const first = await snapshot()
    await project.write({ 'templates/all.yaml': template(2) })
    expect(await run('apply', '--quiet')).toMatchObject({ exitCode: 0 })
    expect((await snapshot()).get('c2999')).not.toEqual(first.get('c2999'))

    const history = JSON.parse((await run('history', '-o', 'json')).stdout)
    expect(history.revisions).toMatchObject([{ status: 'succeeded' }, { status: 'succeeded' }])
    const shown = await run('history', 'show', '1', '--manifests')
    expect(shown.stdout.match(/^kind: ConfigMap$/gm)).toHaveLength(objects)
    const differences = await run('history', 'diff', '1', '2')
    expect(differences.stdout.match(/^\+version: "2"$/gm)).toHaveLength(objects)
    expect(await run('undo', '--quiet', '--yes')).toMatchObject({ exitCode: 0 })
    expect(await snapshot()).toEqual(first)
    expect(await run('delete', '--yes', '--quiet')).toMatchObject({ exitCode: 0 })
  })
})
