import { describe, expect } from 'vitest'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const job = (stage: string) => `apiVersion: batch/v1
kind: Job
metadata:
  name: migrate
spec:
  ttlSecondsAfterFinished: 0
  backoffLimit: 0
  template:
    metadata: {annotations: {${stage === '' ? '' : `test.kdeploy.dev/stage: ${stage}`}}}
    spec:
      restartPolicy: Never
      containers:
      - name: migrate
        image: registry.example.com/shop:1
`

/**
 * Applies a Job that its own ttlSecondsAfterFinished has deleted; `late`: before kdeploy can see it at all; `slowEvents`: and
 * its events are listed a while after that.
 */
async function apply(cluster: Cluster, stage: string, late: boolean, slowEvents = false) {
  const files = { 'templates/job.yaml': job(stage) }
  const shop = await createShop(cluster, { web: () => '', files })
  const isList = (url: string, type: string) =>
    url.includes(`/${type}?`) && !url.includes('watch') && !url.includes('labelSelector')
  const proxy = await startApiProxy(cluster, ({ url }) => {
    if (slowEvents && isList(url, 'events')) return { delay: 8000 }
    return late && isList(url, 'jobs') ? { delay: 4000 } : undefined
  })
  const env = { KUBECONFIG: proxy.kubeconfig }
  const result = await cluster.kdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder, env })
  await proxy.close()
  await cluster.waitFor('its removal', async () => (await cluster.kubectl(['get', 'jobs', '-o', 'name'])) === '')
  return { ...result, shop }
}

describe('a Job that its ttlSecondsAfterFinished deletes at once', () => {
  test('is ready where it completed', async ({ cluster }) => {
    const { stderr, exitCode, shop } = await apply(cluster, '', false)

    expect(stderr).toMatch(/^ready +Job \S+\/migrate: completed/m)
    expect(exitCode).toBe(0)
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
    const status = await shop.kdeploy('status')
    expect(status.stdout).toContain('2 of 2 objects ready')
    expect(status.exitCode).toBe(0)
  })

  test('failed where it failed', async ({ cluster }) => {
    const { stderr, exitCode, shop } = await apply(cluster, 'job-fails', false)

    expect(stderr).toMatch(/^failed +Job \S+\/migrate: a pod failed, and backoffLimit is 0/m)
    expect(stderr).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit')
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
    const status = await shop.kdeploy('status')
    expect(status.stdout).toMatch(/^missing +Job \S+\/migrate +does not exist$/m)
    expect(status.exitCode).toBe(5)
  })

  test('is told by its events where it was gone before anybody looked', async ({ cluster }) => {
    const { stderr, exitCode } = await apply(cluster, '', true)

    expect(stderr).toMatch(/^ready +Job \S+\/migrate: completed; deleted after ttlSecondsAfterFinished \(0 s\)$/m)
    expect(exitCode).toBe(0)
  })

  test('is told by its events although they are slow to be listed', async ({ cluster }) => {
    const { stderr, exitCode } = await apply(cluster, '', true, true)

    expect(stderr).toMatch(/^ready +Job \S+\/migrate: completed; deleted after ttlSecondsAfterFinished \(0 s\)$/m)
    expect(exitCode).toBe(0)
  })

  test('failed by its events where it was gone before anybody looked', async ({ cluster }) => {
    const { stderr, exitCode } = await apply(cluster, 'job-fails', true)

    expect(stderr).toMatch(
      /^failed +Job \S+\/migrate: a pod failed, and backoffLimit is 0; deleted after ttlSecondsAfterFinished \(0 s\)$/m,
    )
    expect(exitCode).toBe(5)
  })
})
