import { gunzipSync, gzipSync } from 'node:zlib'
import { beforeAll, describe, expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { checkHelm } from '../../../src/workflow/planning/check-helm.ts'
import { keepInHelm, stopKeepingInHelm } from '../../../src/workflow/writing/ownership/helm-releases.ts'
import { withApi } from '../../support/cluster/api.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { helmBuildTimeout } from '../../support/helm/helm.ts'
import { buildHelm, createHelmProject, type HelmProject, runOn } from '../../support/helm/release.ts'

beforeAll(() => buildHelm(4), helmBuildTimeout)

const testInstalled = (
  title: string,
  check: (context: { cluster: Cluster; project: HelmProject; api: Api }) => Promise<void>,
  driver = 'secret',
) =>
  test(title, async ({ cluster, skip }) => {
    const project = await createHelmProject(cluster, 4)
    if (project === undefined) return skip('no Helm')
    await project.helm(['install', 'web', project.chart], { HELM_DRIVER: driver })
    await withApi(cluster, (api) => check({ cluster, project, api }))
  })

const reading = { apiGroups: [''], resources: ['configmaps', 'services'], verbs: ['get', 'list', 'patch'] }

/** The record as Helm leaves it while it works. */
async function setStatus(api: Api, cluster: Cluster, status: string): Promise<void> {
  const ref = {
    group: '',
    version: 'v1',
    kind: 'Secret',
    namespace: cluster.namespace,
    name: 'sh.helm.release.v1.web.v1',
  }
  const record = (await api.get(ref)) as KubeObject & { data: { release: string } }
  const text = gunzipSync(Buffer.from(Buffer.from(record.data.release, 'base64').toString(), 'base64')).toString()
  const changed = gzipSync(text.replace('"status":"deployed"', `"status":"${status}"`)).toString('base64')
  await api.replace({ ...record, data: { release: Buffer.from(changed).toString('base64') } })
}

describe('adopting from Helm', () => {
  testInstalled('is refused where its records may not be written', async ({ cluster, project, api }) => {
    const objects = await project.live(api, project.ref('ConfigMap', 'web-config'), project.ref('Service', 'web'))
    const kubeconfig = await cluster.kubeconfigFor([
      reading,
      { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] },
    ])

    await withApi({ kubeconfig }, async (limited) => {
      const { problems, notices } = await checkHelm(limited, objects)

      expect(problems).toEqual([
        expect.objectContaining({
          code: 'helm-would-delete',
          category: 'conflict',
          message: `Helm release ${cluster.namespace}/web: helm uninstall would delete 2 adopted objects, and the user may not update its records (secrets)`,
          detail: `ConfigMap ${cluster.namespace}/web-config\nService ${cluster.namespace}/web`,
          hint: expect.stringContaining(
            `ask for a Role that allows update on secrets in the namespace ${cluster.namespace}`,
          ),
        }),
      ])
      expect(notices).toEqual([])
      await expect(keepInHelm(runOn(limited).run, objects)).rejects.toMatchObject({ code: 'forbidden' })
    })
  })

  testInstalled('is refused where its records may not be read', async ({ cluster, project, api }) => {
    const objects = await project.live(api, project.ref('ConfigMap', 'web-config'))
    const kubeconfig = await cluster.kubeconfigFor([reading])

    await withApi({ kubeconfig }, async (limited) => {
      const { problems } = await checkHelm(limited, objects)
      expect(problems).toMatchObject([
        { code: 'helm-would-delete', message: expect.stringContaining('may not list its records (secrets)') },
      ])
      await expect(keepInHelm(runOn(limited).run, objects)).rejects.toMatchObject({ code: 'helm-would-delete' })
    })
  })

  testInstalled(
    'needs no right to write where the chart keeps the object itself',
    async ({ cluster, project, api }) => {
      const objects = await project.live(api, project.ref('ConfigMap', 'web-kept'))
      const kubeconfig = await cluster.kubeconfigFor([
        reading,
        { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
      ])

      await withApi({ kubeconfig }, async (limited) => {
        expect((await checkHelm(limited, objects)).problems).toEqual([])
        expect(await keepInHelm(runOn(limited).run, objects)).toEqual([])
      })
    },
  )

  for (const status of ['pending-upgrade', 'uninstalling']) {
    testInstalled(`is refused while Helm is at work: ${status}`, async ({ cluster, project, api }) => {
      const objects = await project.live(api, project.ref('ConfigMap', 'web-config'))
      await setStatus(api, cluster, status)

      const { problems } = await checkHelm(api, objects)

      expect(problems).toMatchObject([
        {
          code: 'helm-busy',
          category: 'conflict',
          message: `Helm release ${cluster.namespace}/web is ${status} (revision 1): Helm would overwrite its record`,
        },
      ])
      await expect(keepInHelm(runOn(api).run, objects)).rejects.toMatchObject({ code: 'helm-busy' })
    })
  }

  testInstalled('reads again what somebody wrote in between', async ({ cluster, project, api }) => {
    const objects = await project.live(api, project.ref('ConfigMap', 'web-config'))
    const { run } = runOn(api)
    let interfered = 0
    const replace: Api['replace'] = async (object) => {
      interfered += 1
      if (interfered < 3)
        await cluster.kubectl(['label', 'secret', object.metadata.name, `by=${interfered}`, '--overwrite'])
      return api.replace(object)
    }
    const meddled = new Proxy(api, {
      get: (target, name, receiver) =>
        name === 'replace' ? replace : Reflect.get(target, name, receiver).bind(target),
    })

    await keepInHelm({ ...run, cluster: meddled }, objects)

    expect(interfered).toBe(3)
    expect(await project.helm(['get', 'manifest', 'web'])).toContain('# kdeploy added')
    expect(await cluster.kubectl(['get', 'secret', '-l', 'by=2', '-o', 'name'])).toContain('sh.helm.release.v1.web.v1')
  })

  testInstalled(
    'works with records in ConfigMaps',
    async ({ cluster, project, api }) => {
      const driver = { HELM_DRIVER: 'configmap' }
      const objects = await project.live(api, project.ref('ConfigMap', 'web-config'))

      const marks = await keepInHelm(runOn(api).run, objects)

      expect(marks[0]?.refs).toEqual([project.ref('ConfigMap', 'web-config')])
      await project.helm(['uninstall', 'web'], driver)
      expect(await project.there()).toEqual(['ConfigMap/web-config [keep]', 'ConfigMap/web-kept [keep]'])
      expect(await cluster.kubectl(['get', 'configmap', '-l', 'owner=helm', '-o', 'name'])).toBe('')
    },
    'configmap',
  )

  testInstalled('says what it can not see where there is no record', async ({ cluster, project, api }) => {
    const objects = await project.live(api, project.ref('ConfigMap', 'web-config'))
    await cluster.kubectl(['delete', 'secret', '-l', 'owner=helm'])

    const { problems, releases, notices } = await checkHelm(api, objects)

    expect({ problems, releases }).toEqual({ problems: [], releases: [] })
    expect(notices).toEqual([
      `ConfigMap ${cluster.namespace}/web-config: created by Helm release ${cluster.namespace}/web, but the cluster has no record of it; if Helm stores its records in SQL, helm uninstall will delete them`,
    ])
    expect(await keepInHelm(runOn(api).run, objects)).toEqual([])
  })

  testInstalled(
    'is no failure to give back what may not be written any more, and told',
    async ({ cluster, project, api }) => {
      const marks = await keepInHelm(runOn(api).run, await project.live(api, project.ref('ConfigMap', 'web-config')))
      const kubeconfig = await cluster.kubeconfigFor([
        reading,
        { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
      ])

      await withApi({ kubeconfig }, async (limited) => {
        const { run, events } = runOn(limited)
        expect(await stopKeepingInHelm(run, marks)).toEqual(marks)
        expect(events.filter(({ type }) => type !== 'begun')).toEqual([
          {
            type: 'warning',
            message: expect.stringMatching(
              /^Helm release .*\/web still keeps ConfigMap .*\/web-config: .*may not update secrets/,
            ),
          },
        ])
      })
    },
  )

  testInstalled('makes no object anew that is gone', async ({ project, api }) => {
    const ref = project.ref('ConfigMap', 'web-config')
    const objects = await project.live(api, ref)
    await api.delete(ref)

    await expect(keepInHelm(runOn(api).run, objects)).rejects.toMatchObject({ category: 'conflict' })
    expect(await api.get(ref)).toBeNull()
  })

  testInstalled('names what is a hook of a chart', async ({ cluster, api, project }) => {
    await cluster.kubectl(['annotate', 'configmap', 'web-kept', 'helm.sh/hook=pre-install'])
    const { notices } = await checkHelm(api, await project.live(api, project.ref('ConfigMap', 'web-kept')))
    expect(notices).toContain(
      `ConfigMap ${cluster.namespace}/web-kept is a hook of a Helm chart: Helm deletes it before it runs the hook again`,
    )
  })
})
