import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

const annotated = (annotation: string) => (template: string) =>
  template.replace('  name: web\n', `  name: web\n  annotations: {kdeploy.dev/${annotation}}\n`)
const impatient = (seconds: number) => (template: string) =>
  template.replace('progressDeadlineSeconds: 60', `progressDeadlineSeconds: ${seconds}`)

describe('a workload that never gets ready', () => {
  testShown('is named with its probe when --timeout has passed', async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })

    const { exitCode, shown } = await shop.show(showing, 'apply', '--timeout', '5s')

    await expect(shown).toMatchFileSnapshot(showing.golden('never-ready'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  testShown("fails at its own annotation's time", async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'never-ready', web: annotated('timeout: 4s') })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('timeout-annotation'))
    expect(exitCode).toBe(5)
  })

  testShown('fails at its progressDeadlineSeconds, as its controller says', async (cluster, showing) => {
    const shop = await createShop(cluster, { stage: 'never-ready', web: impatient(4) })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('progress-deadline'))
    expect(exitCode).toBe(5)
  })
})

test('a wait of more than 30 s is reminded of, though nothing changes', { timeout: 90_000 }, async ({ cluster }) => {
  const shop = await createShop(cluster, { readyAfter: '33s' })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--stable-for', '0s')

  expect(stderr.match(/^still waiting after 3\d\.\d s: Deployment \S+\/web$/gm)).toHaveLength(1)
  expect(exitCode).toBe(0)
})

test('a time below a second is told as it is', async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'never-ready' })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '300ms')

  expect(stderr).toContain('web: not ready after 0.3 s')
  expect(exitCode).toBe(5)
})

test('an annotation that is no duration is refused before anything is written', async ({ cluster }) => {
  const shop = await createShop(cluster, { web: annotated('timeout: soon') })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toContain('templates/web.yaml:5')
  expect(stderr).toContain('invalid annotation kdeploy.dev/timeout: "soon"')
  expect(exitCode).toBe(2)
  expect(await cluster.kubectl(['get', 'configmap', 'shop', '--ignore-not-found'])).toBe('')
})
