import { spawnSync } from 'node:child_process'
import { expect } from 'vitest'
import { type ApiProxy, startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { program } from '../../support/kdeploy.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A proxy that lets another apply, of other variables, run to its end before the first request for the lock goes on. */
function betweenPlanAndLock(cluster: Cluster, folder: string, variables: readonly string[]): Promise<ApiProxy> {
  const args = program.args('apply', '-p', 'prod_shop', ...variables)
  let ran = false
  return startApiProxy(cluster, ({ method, url }) => {
    if (ran || method !== 'POST' || !url.includes('/leases')) return undefined
    ran = true
    spawnSync(program.file, args, {
      cwd: folder,
      env: { PATH: process.env['PATH'], KUBECONFIG: cluster.kubeconfig },
    })
    return undefined
  })
}

test('an apply that another got in between plans anew, so that both are not mixed', async ({ cluster }) => {
  const shop = await createShop(cluster)
  await shop.kdeploy('apply')
  // As the plan sees it, the ConfigMap needs no change; the other apply changes it.
  await shop.change({ tag: '2' })
  const proxy = await betweenPlanAndLock(cluster, shop.folder, ['--set', 'greeting=goodbye', '--set-string', 'tag=3'])

  const { exitCode, stderr } = await shop.kdeploy('apply', '--kubeconfig', proxy.kubeconfig)
  await proxy.close()

  expect(stderr).toMatch(
    /^release .*\nplan: 0 to create, 1 to change, 1 unchanged\nanother run wrote to shop\/prod_shop\/\S+ since this plan was made; planning again\nplan: 0 to create, 2 to change, 0 unchanged\n/,
  )
  expect(exitCode).toBe(0)
  expect(await cluster.kubectl(['get', 'configmap/shop', '-o', 'jsonpath={.data.greeting}'])).toBe('hello')
  expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply', '2 succeeded apply', '3 succeeded apply'])
})
