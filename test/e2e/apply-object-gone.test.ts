import { describe, expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { type Cluster, test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

/** Starts an apply that waits for a pod that never gets ready, and disturbs it. */
async function disturbed(cluster: Cluster, disturb: () => Promise<unknown>, web?: (template: string) => string) {
  const options = web === undefined ? {} : { web }
  const shop = await createShop(cluster, { stage: 'never-ready', ...options })
  const args = ['apply', '--profile', 'prod_shop', '--timeout', '60s']
  const running = cluster.startKdeploy(args, { cwd: shop.folder })
  await cluster.waitFor('the wait', async () => /waiting +Deployment .* become available/.test(running.output()))
  await disturb()
  return running.result
}

describe('an object that goes while it is waited for', () => {
  test('is a failure when someone deletes it', async ({ cluster }) => {
    const { exitCode, stderr } = await disturbed(cluster, () =>
      cluster.kubectl(['delete', 'deployment/web', '--wait=false']),
    )

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/deleted.txt')
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test('is a failure when someone deletes it and makes it anew', async ({ cluster }) => {
    const { exitCode, stderr } = await disturbed(cluster, async () => {
      const web = await cluster.kubectl(['get', 'deployment/web', '-o', 'yaml'])
      await cluster.kubectl(['replace', '--force', '-f', '-'], { input: web })
    })

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/recreated.txt')
    expect(exitCode).toBe(5)
    expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'name'])).toContain('web')
  })

  test('is a failure when it is being deleted, and names what holds it', async ({ cluster }) => {
    const finalized = (template: string) =>
      template.replace('  name: web\n', '  name: web\n  finalizers: [example.com/hold]\n')
    const { exitCode, stderr } = await disturbed(
      cluster,
      () => cluster.kubectl(['delete', 'deployment/web', '--wait=false']),
      finalized,
    )

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/terminating.txt')
    expect(exitCode).toBe(5)
    await cluster.kubectl(['patch', 'deployment/web', '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  })
})
