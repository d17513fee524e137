import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A proxy that lets `happen` run to its end before the first request for the lock goes on: after the plan, before the writes. */
function betweenPlanAndWrite(cluster: Cluster, happen: () => Promise<unknown>) {
  let begun = false
  return startApiProxy(cluster, ({ method, url }) => {
    if (begun || method !== 'POST' || !url.includes('/leases')) return undefined
    begun = true
    return { until: happen() }
  })
}

/** A project with one ConfigMap `common`, for the profile `prod_a`. */
async function createRelease(cluster: Cluster, name: string) {
  const { folder } = await cluster.createProject({
    files: {
      'kdeploy.yaml': `name: ${name}\n`,
      'profiles/prod_a.yaml': `namespace: ${cluster.namespace}\n`,
      'templates/common.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: common}\ndata: {from: ${name}}\n`,
    },
  })
  return (...args: readonly string[]) => cluster.kdeploy(['apply', '-p', 'prod_a', ...args], { cwd: folder })
}

const commonFrom = (cluster: Cluster) => cluster.kubectl(['get', 'configmap/common', '-o', 'jsonpath={.data}'])

const setImage = (cluster: Cluster, tag: string) =>
  cluster.kubectl(['set', 'image', 'deployment/web', `app=registry.example.com/shop:${tag}`, '--field-manager', tag])

const imageOf = (cluster: Cluster) =>
  cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])

describe('an object that the plan saw as absent', () => {
  test("stays another release's that made it since", async ({ cluster }) => {
    const [first, second] = [await createRelease(cluster, 'ra'), await createRelease(cluster, 'rb')]
    const proxy = await betweenPlanAndWrite(cluster, () => second())

    const { exitCode, stderr } = await first('--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toMatch(/plan: 1 to create/)
    expect(stderr).toContain(`ConfigMap ${cluster.namespace}/common belongs to rb/prod_a/${cluster.namespace}`)
    expect(exitCode).toBe(4)
    expect(await commonFrom(cluster)).toBe('{"from":"rb"}')
    expect((await second()).exitCode).toBe(0)
  })

  test('is a conflict where somebody made it since with another value', async ({ cluster }) => {
    const release = await createRelease(cluster, 'ra')
    const make = ['create', 'configmap', 'common', '--from-literal', 'from=hand', '--from-literal', 'more=kept']
    const proxy = await betweenPlanAndWrite(cluster, () => cluster.kubectl(make))

    const { exitCode, stderr } = await release('--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toMatch(/the field data\.from is owned by another field manager: kubectl-create/)
    expect(exitCode).toBe(4)
    expect(await commonFrom(cluster)).toBe('{"from":"hand","more":"kept"}')
  })

  test('is written where the answer to its creation was lost', async ({ cluster }) => {
    const release = await createRelease(cluster, 'ra')
    let lost = false
    const proxy = await startApiProxy(cluster, ({ method, url }) => {
      if (lost || method !== 'PATCH' || !url.includes('/configmaps/common') || url.includes('dryRun')) return undefined
      lost = true
      return { lose: 'answer' }
    })

    const { exitCode } = await release('--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect([lost, exitCode]).toEqual([true, 0])
    expect(await commonFrom(cluster)).toBe('{"from":"ra"}')
  })
})

test("an object that was nobody's when the plan was made stays another release's that claimed it since", async ({
  cluster,
}) => {
  const [first, second] = [await createRelease(cluster, 'ra'), await createRelease(cluster, 'rb')]
  await cluster.kubectl(['create', 'configmap', 'common'])
  const proxy = await betweenPlanAndWrite(cluster, () => second('--adopt'))

  const { exitCode, stderr } = await first('--adopt', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()

  expect(stderr).toMatch(/plan: 0 to create, 0 to change, 1 to adopt/)
  expect(stderr).toContain(`belongs to rb/prod_a/${cluster.namespace}`)
  expect(exitCode).toBe(4)
  expect(await commonFrom(cluster)).toBe('{"from":"rb"}')
})

describe('--force-conflicts', () => {
  test('takes over no hotfix that was made after the plan, and names it', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await setImage(cluster, 'hotfix')
    await shop.change({ tag: '2' })
    const proxy = await betweenPlanAndWrite(cluster, () => setImage(cluster, 'later'))

    const { exitCode, stderr } = await shop.kdeploy('apply', '--force-conflicts', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(stderr).toContain(
      `Deployment ${cluster.namespace}/web was changed since the plan was made, by later: spec.template.spec.containers[name="app"].image`,
    )
    expect(stderr).toMatch(/^hint: rerun the command: it plans again from the current state$/m)
    expect(stderr).not.toContain('fix the cause')
    expect(stderr).toContain('rerun the command: it plans again')
    expect(exitCode).toBe(4)
    expect(await imageOf(cluster)).toBe('registry.example.com/shop:later')
    expect((await shop.kdeploy('apply', '--force-conflicts')).exitCode).toBe(0)
    expect(await imageOf(cluster)).toBe('registry.example.com/shop:2')
  })

  test('goes on where what changed after the plan stays as it is', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await setImage(cluster, 'hotfix')
    await shop.change({ tag: '2' })
    const proxy = await betweenPlanAndWrite(cluster, () =>
      cluster.kubectl(['annotate', 'deployment/web', 'example.com/note=seen']),
    )

    const { exitCode } = await shop.kdeploy('apply', '--force-conflicts', '--kubeconfig', proxy.kubeconfig)
    await proxy.close()

    expect(exitCode).toBe(0)
    expect(await imageOf(cluster)).toBe('registry.example.com/shop:2')
    const note = 'jsonpath={.metadata.annotations.example\\.com/note}'
    expect(await cluster.kubectl(['get', 'deployment/web', '-o', note])).toBe('seen')
  })
})

test('an adoption takes over nothing that kubectl applied since the plan', async ({ cluster }) => {
  const release = await createRelease(cluster, 'ra')
  const byKubectl = (data: object) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'common' }, data }
    return cluster.kubectl(['apply', '-f', '-'], { input: JSON.stringify(object) })
  }
  await byKubectl({ from: 'kubectl' })
  const proxy = await betweenPlanAndWrite(cluster, () => byKubectl({ from: 'kubectl', later: 'yes' }))

  const { exitCode, stderr } = await release('--adopt', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()

  expect(stderr).toMatch(/was changed since the plan was made, by kubectl-client-side-apply: .*data\.later/)
  expect(exitCode).toBe(4)
  expect(await commonFrom(cluster)).toBe('{"from":"kubectl","later":"yes"}')
})
