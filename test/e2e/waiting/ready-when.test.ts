import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const settings = (annotations: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: seen
  annotations: {${annotations}}
`

describe('an object with rules of its own', () => {
  test('is waited for until they hold', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/seen.yaml': settings('kdeploy.dev/ready-when: "{.data.state}=done"') },
    })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /seen: waiting for \{\.data\.state\}=done/.test(running.output()))

    await cluster.kubectl(['patch', 'configmap/seen', '-p', '{"data":{"state":"done"}}'])

    const { exitCode, stderr } = await running.result
    expect(stderr).toMatch(/ready +ConfigMap \S+\/seen: accepted/)
    expect(exitCode).toBe(0)
  })

  test('fails when it says so', async ({ cluster }) => {
    const rules = 'kdeploy.dev/ready-when: "{.data.state}=done", kdeploy.dev/fail-when: "{.data.error}"'
    const shop = await createShop(cluster, { files: { 'templates/seen.yaml': settings(rules) } })
    const running = cluster.startKdeploy(['apply', '--profile', 'prod_shop'], { cwd: shop.folder })
    await cluster.waitFor('the wait', async () => /seen: waiting for \{\.data\.state\}=done/.test(running.output()))

    await cluster.kubectl(['patch', 'configmap/seen', '-p', '{"data":{"error":"no disk"}}'])

    const { exitCode, stderr } = await running.result
    expect(stderr).toMatch(/failed +ConfigMap \S+\/seen: \{\.data\.error\} \(kdeploy\.dev\/fail-when\)/)
    expect(exitCode).toBe(5)
  })

  test('is refused before anything is written where a rule is malformed', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      files: { 'templates/seen.yaml': settings('kdeploy.dev/ready-when: "state is done"') },
    })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toContain('templates/seen.yaml:5')
    expect(stderr).toContain('"state is done"')
    expect(exitCode).toBe(2)
  })
})
