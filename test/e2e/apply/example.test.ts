import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { repository } from '../../support/projects/project.ts'

const goldens = join(repository, 'test/golden/example')
const golden = (profile: string, template: string) => readFileSync(join(goldens, profile, template), 'utf8')

/** The example's namespaces have fixed names, so its tests run in one file, one after another. */
async function openNamespace(cluster: Cluster, name: string): Promise<void> {
  await cluster.waitFor(`${name} to be gone`, async () => {
    return (await cluster.kubectl(['get', 'namespace', name, '--ignore-not-found', '-o', 'name'])) === ''
  })
  await cluster.createNamespace(name)
  const objects = [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'platform-settings' },
      data: { exchange_url: 'wss://exchange.example.com/feed', region: 'eu-west-1' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'secret' }, stringData: { api_key: 'not-a-real-key' } },
  ]
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
  await cluster.kubectl(['apply', '--server-side', '--namespace', name, '-f', '-'], { input })
}

describe('the working example', () => {
  for (const profile of ['prod_cthulu', 'prod_dagon', 'stg_cthulu']) {
    test(`renders ${profile} byte for byte as Jinja2, with the settings of its namespace`, async ({ cluster }) => {
      await openNamespace(cluster, profile.startsWith('prod') ? 'my-ns-prod' : 'my-ns-stg')

      for (const template of readdirSync(join(goldens, profile))) {
        const { stdout, stderr, exitCode } = await cluster.kdeploy(['render', '--raw', '--template', template], {
          cwd: repository,
          env: { PROFILE: profile },
        })

        expect({ stdout, stderr, exitCode }).toEqual({ stdout: golden(profile, template), stderr: '', exitCode: 0 })
      }
    })
  }

  test('names nothing that is missing, in any profile', async ({ cluster }) => {
    await openNamespace(cluster, 'my-ns-prod')
    await openNamespace(cluster, 'my-ns-stg')

    for (const profile of ['prod_cthulu', 'prod_dagon', 'stg_cthulu']) {
      const { stderr, exitCode } = await cluster.kdeploy(['diff', '-p', profile], { cwd: repository })

      expect({ profile, stderr, exitCode }).toEqual({
        profile,
        stderr: expect.not.stringMatching(/warning|error/),
        exitCode: 1,
      })
    }
  })

  test("what render prints, kubectl's server-side dry-run accepts", async ({ cluster }) => {
    await openNamespace(cluster, 'my-ns-prod')
    const { stdout } = await cluster.kdeploy(['render', '-p', 'prod_cthulu'], { cwd: repository })

    const accepted = await cluster.kubectl(['apply', '--dry-run=server', '--namespace', 'my-ns-prod', '-f', '-'], {
      input: stdout,
    })

    expect(accepted.trim().split('\n')).toEqual([
      expect.stringMatching(/^configmap\/subscriber-cthulu-[0-9a-f]{10} created \(server dry run\)$/),
      'deployment.apps/subscriber-cthulu created (server dry run)',
      'poddisruptionbudget.policy/subscriber-cthulu created (server dry run)',
      'service/subscriber-cthulu created (server dry run)',
    ])
  })

  test('goes from apply over a change back by undo, and on without a conflict', async ({ cluster }) => {
    await openNamespace(cluster, 'my-ns-prod')
    const project = await cluster.createProject({ example: true })
    const kdeploy = (...args: string[]) => cluster.kdeploy([...args, '-p', 'prod_cthulu'], { cwd: project.folder })
    const read = (object: string, path: string) =>
      cluster.kubectl(['get', object, '-n', 'my-ns-prod', '-o', `jsonpath={${path}}`])
    const state = async () => {
      const config = await read('deployment/subscriber-cthulu', '..configMapRef.name')
      return [await read(`configmap/${config}`, '.data'), await read('deployment/subscriber-cthulu', '..image')]
    }

    const codes = [(await kdeploy('apply')).exitCode]
    const first = await state()
    await project.write({ 'profiles/prod_cthulu.yaml': 'variables: {image_tag: "1.5.0", log_level: debug}\n' })
    codes.push((await kdeploy('apply')).exitCode)
    const second = await state()
    codes.push((await kdeploy('undo')).exitCode)
    const undone = await state()
    codes.push((await kdeploy('apply')).exitCode)

    expect(codes).toEqual([0, 0, 0, 0])
    expect(second).not.toEqual(first)
    expect(undone).toEqual(first)
    expect(await state()).toEqual(second)
  })
})
