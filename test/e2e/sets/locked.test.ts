import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { fleetFiles } from '../../support/projects/fleet.ts'

/** A set whose last release is deployed by somebody else, and takes long to be ready. */
async function heldFleet(cluster: Cluster) {
  const services = { prod_bus: {}, prod_ui: { needs: ['prod_bus'] } }
  const { folder } = await cluster.createProject({ files: fleetFiles(cluster.namespace, services) })
  const holder = cluster.startKdeploy(['apply', '-p', 'prod_ui', '--set', 'ready_after=5m'], { cwd: folder })
  await cluster.waitFor('the lock', async () => holder.output().includes('created'))
  return {
    end: async () => {
      holder.child.kill('SIGTERM')
      await holder.result
    },
    apply: (...more: readonly string[]) => cluster.startKdeploy(['apply', '-p', 'prod_*', ...more], { cwd: folder }),
    deployed: async () => {
      const { items } = await cluster.get<{ items: { metadata: { name: string } }[] }>('deployments')
      return items.map(({ metadata }) => metadata.name).sort()
    },
  }
}

describe('a set of which somebody else deploys a release', () => {
  test('is not begun, and says who that is', async ({ cluster }) => {
    const { apply, end, deployed } = await heldFleet(cluster)

    const { exitCode, stderr } = await apply().result
    await end()

    expect(exitCode, stderr).toBe(4)
    expect(stderr).toMatch(/\[prod_ui\] +error: \S+ is locked by \S+ \(\w+\), since 20/)
    expect(stderr).toMatch(/prod_bus +skipped [ -]+\n {2}nothing was written, as prod_ui can't be deployed/)
    expect(await deployed()).toEqual(['ui'])
  })

  test('waits for that as long as --lock-timeout says, before anything is written', async ({ cluster }) => {
    const { apply, end, deployed } = await heldFleet(cluster)

    const running = apply('--lock-timeout', '60s')
    await cluster.waitFor('the wait', async () => running.output().includes('is locked by'))
    expect(await deployed()).toEqual(['ui'])
    await end()
    const { exitCode, stderr } = await running.result

    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(/\[prod_ui\] +\S+ is locked by \S+ \(\w+\), since \S+: waiting up to \d+ s/)
    expect(await deployed()).toEqual(['bus', 'ui'])
  })
})
