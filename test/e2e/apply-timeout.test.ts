import { describe, expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const annotated = (annotation: string) => (template: string) =>
  template.replace('  name: web\n', `  name: web\n  annotations: {kdeploy.dev/${annotation}}\n`)
const impatient = (seconds: number) => (template: string) =>
  template.replace('progressDeadlineSeconds: 60', `progressDeadlineSeconds: ${seconds}`)

describe('a workload that never gets ready', () => {
  test('is named with its probe when --timeout has passed', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '5s')

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/never-ready.txt')
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  })

  test("fails at its own annotation's time", async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready', web: annotated('timeout: 4s') })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/timeout-annotation.txt')
    expect(exitCode).toBe(5)
  })

  test('fails at its progressDeadlineSeconds, as its controller says', async ({ cluster }) => {
    const shop = await createShop(cluster, { stage: 'never-ready', web: impatient(4) })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/progress-deadline.txt')
    expect(exitCode).toBe(5)
  })
})

test('an annotation that is no duration is refused before anything is written', async ({ cluster }) => {
  const shop = await createShop(cluster, { web: annotated('timeout: soon') })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toContain('templates/web.yaml:5')
  expect(stderr).toContain('the annotation kdeploy.dev/timeout can\'t be read: "soon"')
  expect(exitCode).toBe(2)
  expect(await cluster.kubectl(['get', 'configmap', 'shop', '--ignore-not-found'])).toBe('')
})
