import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import type { KubeObject, ObjectRef } from '../../../src/manifest/types.ts'
import { checkHelm } from '../../../src/workflow/planning/check-helm.ts'
import { keepInHelm, stopKeepingInHelm } from '../../../src/workflow/writing/ownership/helm-releases.ts'
import { withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { forms } from '../../support/helm/forms.ts'
import { type HelmMajor, helmBuildTimeout } from '../../support/helm/helm.ts'
import { buildHelm, createHelmProject, type HelmProject, runOn } from '../../support/helm/release.ts'

beforeAll(() => buildHelm(3, 4), 2 * helmBuildTimeout)

const everything = ['ConfigMap/web-config', 'ConfigMap/web-kept', 'Deployment/web', 'Secret/web-secret', 'Service/web']
const ofTheChart = (names: readonly string[]) => names.map((name) => (name.endsWith('-kept') ? `${name} [keep]` : name))

/** The objects that these tests adopt: all but the Deployment, and the ConfigMap that the chart keeps itself. */
function adoptedRefs({ ref }: HelmProject): ObjectRef[] {
  return [ref('ConfigMap', 'web-config'), ref('Secret', 'web-secret'), ref('Service', 'web')]
}
const kept = [
  'ConfigMap/web-config [keep]',
  'ConfigMap/web-kept [keep]',
  'Secret/web-secret [keep]',
  'Service/web [keep]',
]

async function manifestOf({ helm }: HelmProject, revision?: number): Promise<string> {
  return helm(['get', 'manifest', 'web', ...(revision === undefined ? [] : ['--revision', String(revision)])])
}

describe.each<HelmMajor>([3, 4])('Helm %i', (major) => {
  /** One test with the chart installed as `web`. */
  const testInstalled = (
    title: string,
    check: (context: { cluster: Cluster; project: HelmProject; api: Api }) => Promise<void>,
  ) =>
    test(title, async ({ cluster, skip }) => {
      const project = await createHelmProject(cluster, major)
      if (project === undefined) return skip('no Helm')
      await project.helm(['install', 'web', project.chart])
      expect(await project.there()).toEqual(ofTheChart(everything))
      await withApi(cluster, (api) => check({ cluster, project, api }))
    })

  testInstalled('keeps what is adopted on uninstall, and deletes the rest', async ({ project, api, cluster }) => {
    const objects = await project.live(api, ...adoptedRefs(project))

    const facts = await checkHelm(api, objects)
    const before = await manifestOf(project)
    const marks = await keepInHelm(runOn(api).run, objects)

    expect(facts.problems).toEqual([])
    expect(facts.releases).toMatchObject([{ release: { name: 'web' }, forget: undefined }])
    expect(facts.releases[0]?.left.map(({ kind, name }) => `${kind}/${name}`)).toEqual([
      'ConfigMap/web-kept',
      'Deployment/web',
    ])
    expect(facts.notices).toEqual([
      `Helm release ${cluster.namespace}/web: helm uninstall keeps 3 adopted objects; 2 other objects remain in it`,
      `Helm release ${cluster.namespace}/web: remove the adopted objects from the chart, or helm upgrade and helm rollback will write them again`,
    ])
    expect(marks).toEqual([
      {
        helmRelease: 'web',
        namespace: cluster.namespace,
        refs: adoptedRefs(project),
      },
    ])
    const added = (await manifestOf(project)).split('\n').filter((line) => !before.split('\n').includes(line))
    expect(added).toEqual([
      '# kdeploy added helm.sh/resource-policy: keep',
      'metadata: {name: web-secret, annotations: {"helm.sh/resource-policy": "keep", of: chart}}',
      '# kdeploy added helm.sh/resource-policy: keep',
      '  annotations: {helm.sh/resource-policy: keep}',
      '# kdeploy added helm.sh/resource-policy: keep',
      '    helm.sh/resource-policy: keep',
    ])
    expect(await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))).toEqual(marks)
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(kept)
  })

  testInstalled('deletes all of it again once it is given back', async ({ project, api }) => {
    await project.helm(['upgrade', 'web', project.chart, '--set', 'color=red'])
    const before = [await manifestOf(project, 1), await manifestOf(project, 2)]
    const marks = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))
    const whileKept = await project.there()

    const still = await stopKeepingInHelm(runOn(api).run, JSON.parse(JSON.stringify(marks)))

    expect(still).toEqual([])
    expect(whileKept).toEqual([...kept.slice(0, 2), 'Deployment/web', ...kept.slice(2)])
    expect(await project.there()).toEqual(ofTheChart(everything))
    expect([await manifestOf(project, 1), await manifestOf(project, 2)]).toEqual(before)
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(['ConfigMap/web-kept [keep]'])
    expect(await stopKeepingInHelm(runOn(api).run, marks)).toEqual([])
  })

  testInstalled('leaves what an upgrade no longer renders', async ({ project, api }) => {
    await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))

    await project.helm(['upgrade', 'web', project.chart, '--set', 'withoutConfigMap=true,withoutSecret=true'])

    const there = await project.there()
    expect(there).toContain('ConfigMap/web-config [keep]')
    expect(there).toContain('Secret/web-secret [keep]')
  })

  testInstalled('leaves what a rollback no longer lists', async ({ project, api }) => {
    await project.helm(['upgrade', 'web', project.chart, '--set', 'withoutSecret=true'])
    await project.helm(['upgrade', 'web', project.chart, '--reset-values'])
    await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))

    await project.helm(['rollback', 'web', '2'])

    expect(await project.there()).toContain('Secret/web-secret [keep]')
  })

  testInstalled('keeps what is adopted also after a rollback, of every revision', async ({ project, api }) => {
    await project.helm(['upgrade', 'web', project.chart, '--set', 'color=red'])
    await project.helm(['upgrade', 'web', project.chart, '--set', 'color=green'])
    const marks = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))
    await project.helm(['rollback', 'web', '1'])
    const rolledBack = await project.there()

    const other = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))

    expect(rolledBack).toEqual([...kept.slice(0, 2), 'Deployment/web', ...kept.slice(2)])
    expect(other).toEqual(marks)
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(kept)
  })

  testInstalled('gives back also what a rollback has copied', async ({ project, api }) => {
    await project.helm(['upgrade', 'web', project.chart, '--set', 'color=red'])
    const before = await manifestOf(project, 1)
    const marks = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))
    await project.helm(['upgrade', 'web', project.chart])
    await project.helm(['rollback', 'web', '1'])

    await stopKeepingInHelm(runOn(api).run, marks)

    expect(await manifestOf(project, 4)).toBe(before)
    expect(await project.there()).toEqual(ofTheChart(everything))
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(['ConfigMap/web-kept [keep]'])
  })

  testInstalled('records what an upgrade renders anew, which then has to be kept again', async ({ project, api }) => {
    await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))
    await project.helm(['upgrade', 'web', project.chart])
    const unkept = await manifestOf(project)

    const marks = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))

    expect(unkept).not.toContain('# kdeploy')
    expect(marks[0]?.refs).toEqual(adoptedRefs(project))
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(kept)
  })

  testInstalled(
    major === 3
      ? 'writes an adopted object over on upgrade'
      : 'stops an upgrade and a rollback at what kdeploy changed',
    async ({ project, api, cluster }) => {
      const config = project.ref('ConfigMap', 'web-config')
      await keepInHelm(runOn(api).run, await project.live(api, config))
      const metadata = { name: config.name, namespace: cluster.namespace }
      const ours = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { color: 'ours' } }
      await api.apply(ours, { fieldManager: 'kdeploy', dryRun: false, force: true })
      const color = async () => (await api.get(config))?.['data']

      const upgraded = project.helm(['upgrade', 'web', project.chart, '--set', 'color=red'])

      if (major === 3) {
        await upgraded
        expect(await color()).toMatchObject({ color: 'red' })
      } else {
        await expect(upgraded).rejects.toThrow('conflict with "kdeploy": .data.color')
        await expect(project.helm(['rollback', 'web', '1'])).rejects.toThrow('conflict with "kdeploy": .data.color')
        expect(await color()).toMatchObject({ color: 'ours' })
      }
    },
  )

  testInstalled('adds what is no difference for kdeploy', async ({ project, api, cluster }) => {
    const config = project.ref('ConfigMap', 'web-config')
    const { folder } = await cluster.createProject({
      files: {
        'kdeploy.yaml': 'name: shop\n',
        'profiles/prod_shop.yaml': `namespace: ${cluster.namespace}\n`,
        'templates/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-config}\ndata: {color: ours}\n',
      },
    })
    const kdeploy = (...args: readonly string[]) => cluster.kdeploy([...args, '-p', 'prod_shop'], { cwd: folder })
    await keepInHelm(runOn(api).run, await project.live(api, config))
    const applied = await kdeploy('apply', '--adopt')

    const diff = await kdeploy('diff')
    await stopKeepingInHelm(runOn(api).run, [{ helmRelease: 'web', namespace: cluster.namespace, refs: [config] }])
    const after = await kdeploy('diff')

    expect(applied.exitCode).toBe(0)
    expect([diff.exitCode, after.exitCode]).toEqual([0, 0])
    expect((await cluster.get<KubeObject>('configmap/web-config')).metadata['annotations']).not.toHaveProperty(
      'helm.sh/resource-policy',
    )
  })

  testInstalled(
    'forgets a release of which all is adopted, and nothing is deleted',
    async ({ project, api, cluster }) => {
      const refs = everything.map((name) => name.split('/')).map(([kind = '', name = '']) => project.ref(kind, name))
      await project.helm(['install', 'other', project.chart])
      await keepInHelm(runOn(api).run, await project.live(api, ...refs.slice(0, 2)))
      const objects = await project.live(api, ...refs)
      const { releases, notices } = await checkHelm(api, objects)
      await keepInHelm(runOn(api).run, objects)
      const before = (await project.there()).length

      const [program, ...args] = (releases[0]?.forget ?? '').split(' ')
      await cluster.kubectl(args)

      expect(program).toBe('kubectl')
      expect(releases[0]?.left).toEqual([])
      expect(notices).toEqual([expect.stringContaining(`and nothing else: ${releases[0]?.forget}`)])
      expect(await project.there()).toHaveLength(before)
      expect(await project.helm(['list', '--short'])).toBe('other\n')
      await expect(project.helm(['uninstall', 'web'])).rejects.toThrow('not found')
    },
  )

  testInstalled('keeps what is adopted also where its newest revision failed', async ({ project, api }) => {
    await writeFile(
      join(project.chart, 'templates', 'wrong.yaml'),
      'apiVersion: v1\nkind: Service\nmetadata: {name: wrong}\nspec: {ports: [{port: 0}]}\n',
    )
    await expect(project.helm(['upgrade', 'web', project.chart])).rejects.toThrow('UPGRADE FAILED')

    const marks = await keepInHelm(runOn(api).run, await project.live(api, ...adoptedRefs(project)))

    expect(marks[0]?.refs).toEqual(adoptedRefs(project))
    await project.helm(['uninstall', 'web'])
    expect(await project.there()).toEqual(kept)
  })

  test('keeps objects in whatever form their chart renders them, and deletes them once given back', async ({
    cluster,
    skip,
  }) => {
    const project = await createHelmProject(cluster, major)
    if (project === undefined) return skip('no Helm')
    const chart = join(project.folder, 'forms')
    await mkdir(join(chart, 'templates'), { recursive: true })
    await writeFile(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: forms\nversion: 0.1.0\n')
    const named = Object.values(forms).map((text, index) => text.replace(/\bform\b/g, `form-${index}`))
    const item = (name: string) => `- {apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}\n`
    const list = `apiVersion: v1\nkind: List\nitems:\n${item('item-0')}${item('item-1')}`
    await Promise.all(
      [...named, list].map((text, index) => writeFile(join(chart, 'templates', `${index}.yaml`), `# a chart\n${text}`)),
    )
    const names = [...named.map((_, index) => `form-${index}`), 'item-0']
    const refs = names.map((name) => project.ref('ConfigMap', name))
    const expected = names.map((name) => `ConfigMap/${name} [keep]`).sort()
    await withApi(cluster, async (api) => {
      await project.helm(['install', 'web', chart])
      const marks = await keepInHelm(runOn(api).run, await project.live(api, ...refs))
      await project.helm(['uninstall', 'web'])
      const left = await project.there()

      await project.helm(['install', 'web', chart, '--take-ownership'])
      await stopKeepingInHelm(runOn(api).run, marks)
      await keepInHelm(runOn(api).run, await project.live(api, ...refs))
      await stopKeepingInHelm(runOn(api).run, marks)
      await project.helm(['uninstall', 'web'])

      expect(left).toEqual(expected)
      expect(await project.there()).toEqual([])
    })
  })
})

test('Helm 4 goes on patching what Helm 3 has installed, and so writes it over', async ({ cluster, skip }) => {
  const [three, four] = [await createHelmProject(cluster, 3), await createHelmProject(cluster, 4)]
  if (three === undefined || four === undefined) return skip('no Helm')
  const config = three.ref('ConfigMap', 'web-config')
  await three.helm(['install', 'web', three.chart])
  await withApi(cluster, async (api) => {
    await keepInHelm(runOn(api).run, await three.live(api, config))
    const metadata = { name: config.name, namespace: cluster.namespace }
    const ours = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { color: 'ours' } }
    await api.apply(ours, { fieldManager: 'kdeploy', dryRun: false, force: true })

    await four.helm(['upgrade', 'web', four.chart])

    expect((await api.get(config))?.['data']).toMatchObject({ color: 'blue' })
    expect(await four.there()).toContain('ConfigMap/web-config')
  })
})
