import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { content, exists, live, ownership } from '../../support/cluster/live.ts'
import { resourceVersions } from '../../support/cluster/resource-versions.ts'
import { type ConfigService, configFleetFiles, configs } from '../../support/projects/config-fleet.ts'
import { fleetFiles } from '../../support/projects/fleet.ts'

/** A Deployment whose pods never start. */
const broken = `apiVersion: apps/v1
kind: Deployment
metadata: {name: broken}
spec:
  selector: {matchLabels: {app: broken}}
  template:
    metadata: {labels: {app: broken}, annotations: {test.kdeploy.dev/stage: crash-loop}}
    spec: {containers: [{name: app, image: "registry.example.com/app:1"}]}
`

const configMap = (name: string, annotations = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${annotations}}\ndata: {tag: "{{ tag }}"}\n`

/** A project of services that are ConfigMaps, and the applies of all of them. */
async function fleet(cluster: Cluster, services: Readonly<Record<string, ConfigService>>) {
  const { folder, write } = await cluster.createProject({ files: configFleetFiles(cluster.namespace, services) })
  return {
    apply: (...args: readonly string[]) => cluster.kdeploy(['apply', '-p', 'prod_*', ...args], { cwd: folder }),
    change: (changed: Readonly<Record<string, ConfigService>>, project = '') => {
      const files = configFleetFiles(cluster.namespace, changed)
      return write({ ...files, 'kdeploy.yaml': files['kdeploy.yaml'] + project })
    },
  }
}

describe('a set that is all or nothing', () => {
  test('leaves a release to whoever deployed it meanwhile, and brings the others back', async ({ cluster }) => {
    const files = (readyAfter: string) =>
      fleetFiles(cluster.namespace, {
        prod_bus: {},
        prod_db: {},
        prod_app: { needs: ['prod_bus', 'prod_db'], readyAfter },
      })
    const { folder, write } = await cluster.createProject({ files: files('') })
    const apply = (...args: readonly string[]) => ['apply', ...args, '--lock-timeout', '30s']
    expect((await cluster.kdeploy(apply('-p', 'prod_*'), { cwd: folder })).exitCode).toBe(0)
    await write(files('10m'))
    const running = cluster.startKdeploy(apply('-p', 'prod_*', '--set', 'tag=2', '--all-or-nothing'), { cwd: folder })
    await cluster.waitFor('the last rollout', async () => running.output().includes('[prod_app] waiting'))

    const meanwhile = await cluster.kdeploy(apply('-p', 'prod_bus', '--set', 'tag=3'), { cwd: folder })
    expect(meanwhile.exitCode, meanwhile.stderr).toBe(0)
    // What the run waits for has failed then.
    await cluster.kubectl(['delete', 'deployment', 'app'])
    const { exitCode, stderr } = await running.result

    expect(exitCode, stderr).toBe(5)
    expect(stderr).toMatch(/prod_bus +done .*\n +not brought back: revision 3 came after it \(apply by /)
    expect(stderr).toMatch(/prod_db +restored .*\n +brought back to revision 1/)
    expect(stderr).toMatch(/prod_app +restored /)
    const { items } = await cluster.get<{ items: { metadata: { name: string }; spec: object }[] }>('deployments')
    const images = items.map(({ metadata: { name }, spec }) => `${name} ${/fleet:\d/.exec(JSON.stringify(spec))}`)
    expect(images.sort()).toEqual(['app fleet:1', 'bus fleet:3', 'db fleet:1'])
  })

  test('leaves alone what it found as it should be', async ({ cluster }) => {
    const services = { prod_bus: {}, prod_db: {}, prod_app: { needs: ['prod_bus', 'prod_db'] } }
    const shop = await fleet(cluster, services)
    expect((await shop.apply()).exitCode).toBe(0)
    const before = await configs(cluster)
    const ofDb = async () => {
      const all = Object.entries(await resourceVersions(cluster))
      return all.filter(([name]) => name.includes('db')).sort()
    }
    const found = await ofDb()
    expect(found.map(([name]) => name.replace(/-[0-9a-f]{8}/, ''))).toEqual([
      'ConfigMap db-0',
      'Secret kdeploy-fleet-prod-db',
      'Secret kdeploy-fleet-prod-db-r1',
    ])
    await shop.change({
      ...services,
      prod_bus: { templates: { more: configMap('more') } },
      prod_app: { ...services.prod_app, templates: { broken } },
    })

    const { exitCode, stderr } = await shop.apply('--all-or-nothing')

    expect(exitCode, stderr).toBe(6)
    expect(stderr).toMatch(/prod_bus +restored/)
    expect(stderr).toMatch(/prod_db +unchanged/)
    expect(await ofDb()).toEqual(found)
    expect(await configs(cluster)).toEqual(before)
  })

  test('is taken back where a step between its releases fails: what it made, pruned and adopted', async ({
    cluster,
  }) => {
    const shop = await fleet(cluster, { prod_bus: { templates: { old: configMap('old') } }, prod_ui: {} })
    expect((await shop.apply()).exitCode).toBe(0)
    const before = await configs(cluster)
    await cluster.create('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: theirs}\ndata: {tag: mine}\n')
    const theirs = await live(cluster, 'configmap/theirs')
    const claim =
      'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data, annotations: {kdeploy.dev/wait: "false"}}\nspec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n'
    await shop.change(
      {
        prod_bus: { templates: { new: configMap('new') } },
        prod_db: { templates: { claim, theirs: configMap('theirs') } },
        prod_ui: {},
      },
      'order: [{profiles: [prod_bus, prod_db], command: ["false"]}]\n',
    )

    const { exitCode, stderr } = await shop.apply('--set', 'tag=2', '--all-or-nothing', '--adopt')

    expect(exitCode, stderr).toBe(6)
    expect(stderr).toContain('the command of step 1 failed with exit code 1')
    expect(stderr).toMatch(/prod_bus +restored .*\n +brought back to revision 1/)
    expect(stderr).toMatch(/prod_db +restored .*\n +deleted, as this run had made it, but for 2 that stay/)
    expect(stderr).toMatch(/prod_ui +skipped/)
    // There is nothing left that an undo could bring back.
    expect(stderr).not.toContain('next:')
    expect(await configs(cluster)).toEqual(before)
    const now = await live(cluster, 'configmap/theirs')
    expect([content(now), ownership(now)]).toEqual([content(theirs), ownership(theirs)])
    expect(await exists(cluster, 'pvc/data')).toBe(true)
  })

  test('is refused before anything is written where one of it brings an undo barrier', async ({ cluster }) => {
    const withSchema = (text: string) => {
      const schema = configMap('schema', `, annotations: {kdeploy.dev/undo-barrier: "${text}"}`)
      return { prod_bus: {}, prod_db: { needs: ['prod_bus'], templates: { schema } }, prod_ui: {} }
    }
    const shop = await fleet(cluster, withSchema('schema 1'))
    const empty = await resourceVersions(cluster)
    const first = await shop.apply('--all-or-nothing')
    expect(first.exitCode, first.stderr).toBe(2)
    expect(await resourceVersions(cluster)).toEqual(empty)

    expect((await shop.apply()).exitCode).toBe(0)
    await shop.change(withSchema('schema 2'))
    const before = await resourceVersions(cluster)
    // What it needs changes, too: it would be planned again, to be refused halfway.
    const refused = await shop.apply('--set', 'tag=2', '--all-or-nothing')

    expect(refused.exitCode, refused.stderr).toBe(2)
    expect(refused.stderr).toMatch(/\[prod_db\] +error: this deploy would bring the undo barrier "schema 2"/)
    expect(refused.stderr).toMatch(/prod_bus +skipped[ -]+\n +nothing was written, as prod_db can't be deployed/)
    expect(await resourceVersions(cluster)).toEqual(before)

    await shop.change(withSchema('schema 1'))
    const same = await shop.apply('--set', 'tag=2', '--all-or-nothing')
    expect(same.exitCode, same.stderr).toBe(0)
  })
})
