import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { type Showing, testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const uid = ({ kubectl }: Cluster) => kubectl(['get', 'deployment/web', '-o', 'jsonpath={.metadata.uid}'])

/** Starts an apply that waits for a pod that never gets ready, and disturbs it. */
async function disturbed(
  cluster: Cluster,
  showing: Showing,
  disturb: () => Promise<unknown>,
  web?: (template: string) => string,
) {
  const options = web === undefined ? {} : { web }
  const shop = await createShop(cluster, { stage: 'never-ready', ...options })
  const running = showing.start(cluster, shop.folder, 'apply', '--timeout', '60s')
  await cluster.waitFor('the wait', async () => /Deployment .*(become available|Unhealthy)/.test(running.output()))
  await disturb()
  const result = await running.result
  return { exitCode: result.exitCode, shown: showing.shown(result, cluster) }
}

describe('an object that goes while it is waited for', () => {
  testShown('is a failure when someone deletes it', async (cluster, showing) => {
    const { exitCode, shown } = await disturbed(cluster, showing, () =>
      cluster.kubectl(['delete', 'deployment/web', '--wait=false']),
    )

    await expect(shown).toMatchFileSnapshot(showing.golden('deleted'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  testShown('is a failure when someone deletes it and makes it anew', async (cluster, showing) => {
    let theirs = ''
    const { exitCode, shown } = await disturbed(cluster, showing, async () => {
      const web = await cluster.kubectl(['get', 'deployment/web', '-o', 'yaml'])
      await cluster.kubectl(['replace', '--force', '-f', '-'], { input: web })
      theirs = await uid(cluster)
    })

    await expect(shown).toMatchFileSnapshot(showing.golden('recreated'))
    expect(exitCode).toBe(5)
    expect(await uid(cluster)).toBe(theirs)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
    expect(await cluster.kubectl(['get', 'leases', '-o', 'name'])).toBe('')
  })

  testShown('is a failure when it is being deleted, and names what holds it', async (cluster, showing) => {
    const finalized = (template: string) =>
      template.replace('  name: web\n', '  name: web\n  finalizers: [example.com/hold]\n')
    const { exitCode, shown } = await disturbed(
      cluster,
      showing,
      () => cluster.kubectl(['delete', 'deployment/web', '--wait=false']),
      finalized,
    )

    await expect(shown).toMatchFileSnapshot(showing.golden('terminating'))
    expect(exitCode).toBe(5)
    await cluster.kubectl(['patch', 'deployment/web', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  })
})

test('where the whole namespace goes while its workload is waited for, that is said of the lock too', async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { stage: 'never-ready' })
  const namespace = await cluster.createNamespace()
  const args = ['apply', '-p', 'prod_shop', '-n', namespace, '--timeout', '60s']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => /Unhealthy/.test(running.output()))

  await cluster.kubectl(['delete', 'namespace', namespace, '--wait=false'])
  const { exitCode, stderr } = await running.result

  expect(stderr).toMatch(/^failed +Deployment \S+\/web: was deleted while kdeploy waited for it\n/m)
  expect(stderr).toContain(
    `\nerror: the lock is gone (its Lease or the namespace ${namespace} was deleted): another run may be writing, so this one stopped\n`,
  )
  expect(exitCode).toBe(4)
})
