import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

describe('completion, with a cluster', () => {
  test('offers the members of a release, also those that are no longer rendered', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ files: { 'templates/config.yaml': '' } })
    const complete = async (...words: readonly string[]) =>
      (await cluster.kdeploy(['complete', 'fish', '--', ...words], { cwd: shop.folder })).stdout

    expect(await complete('apply', 'prod_shop', '--also-delete', '')).toBe(
      'configmap/shop\tconfig.yaml\ndeployment/web\tweb.yaml\n',
    )
    expect(await complete('delete', '-p', 'prod_shop', '--also-delete=c')).toBe(
      '--also-delete=configmap/shop\tconfig.yaml\n',
    )
    expect(await complete('restart', 'prod_shop', '')).toBe('deployment/web\tweb.yaml\n')
    expect(await complete('undo', '-p', 'prod_shop', '')).toBe('deployment/web\tweb.yaml\n')
    expect(await complete('apply', 'prod_shop', '--adopt', '')).toBe('deployment/web\tweb.yaml\n')
  })

  test('offers two revisions to compare, each once', async ({ cluster }) => {
    const shop = await createShop(cluster)
    await shop.kdeploy('apply')
    await shop.change({ tag: '2' })
    await shop.kdeploy('apply')
    const complete = async (...words: readonly string[]) => {
      const { stdout } = await cluster.kdeploy(['complete', 'fish', '--', 'history', 'diff', ...words], {
        cwd: shop.folder,
      })
      return stdout.split('\n').map((line) => line.split('\t')[0])
    }

    expect(await complete('prod_shop', '')).toEqual(['2', '1', ''])
    expect(await complete('prod_shop', '2', '')).toEqual(['1', ''])
    expect(await complete('-p', 'prod_shop', '1', '')).toEqual(['2', ''])
    expect(await complete('prod_shop', '1', '2', '')).toEqual([''])
  })

  test('offers the namespaces of the cluster, with the profiles that are for them', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const { stdout } = await cluster.kdeploy(['complete', 'fish', '--', 'status', '-n', ''], { cwd: shop.folder })

    const lines = stdout.split('\n')
    expect(lines).toContain('kube-system')
    expect(lines).toContain(`${cluster.namespace}\tprod_shop`)
  })

  test('asks the cluster as whom --as names', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const as = ['--as', 'nobody', '--as-group', 'system:authenticated', '--as-group', 'none']
    const { stdout } = await cluster.kdeploy(['complete', 'fish', '--', 'status', ...as, '-n', ''], {
      cwd: shop.folder,
    })
    // Who may not list namespaces.
    expect(stdout).toBe(`${cluster.namespace}\tprod_shop\n`)
  })

  test('offers the namespaces of profiles where those of the cluster may not be listed', async ({ cluster }) => {
    const shop = await createShop(cluster)
    const env = { KUBECONFIG: await cluster.kubeconfigFor([]) }
    const { stdout } = await cluster.kdeploy(['complete', 'fish', '--', 'status', '-n', ''], { cwd: shop.folder, env })
    expect(stdout).toBe(`${cluster.namespace}\tprod_shop\n`)
  })
})
