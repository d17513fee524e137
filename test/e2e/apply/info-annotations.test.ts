import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const shopOf = (commit: string, greeting = 'hello') => ({
  greeting,
  web: (template: string) => `${template}---
apiVersion: v1
kind: Service
metadata:
  name: shop
  annotations:
    kdeploy.dev/info-commit: "${commit}"
    kdeploy.dev/info-job-url: https://ci.example.com/${commit}
  labels: {greeting: {{ greeting }}}
spec: {ports: [{port: 80}], selector: {app: web}}
`,
})

describe('annotations that say where an object comes from', () => {
  test('are no change: no diff shows them, and they cause neither a write nor a revision', async ({ cluster }) => {
    const shop = await createShop(cluster, shopOf('c1'))
    const commit = () =>
      cluster.kubectl(['get', 'service/shop', '-o', 'jsonpath={.metadata.annotations.kdeploy\\.dev/info-commit}'])
    await shop.kdeploy('apply')
    expect(await commit()).toBe('c1')
    await shop.change(shopOf('c2'))

    expect(await shop.kdeploy('diff')).toMatchObject({ exitCode: 0, stdout: '' })
    expect(await shop.kdeploy('diff', '--check-all')).toMatchObject({ exitCode: 0, stdout: '' })
    expect((await shop.kdeploy('apply')).stderr).toContain('done: nothing changed (3 unchanged)')
    expect(await commit()).toBe('c1')
    expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
  })

  test('are written with what else changes of the object, and are no drift', async ({ cluster }) => {
    const shop = await createShop(cluster, shopOf('c1'))
    const of = (object: string) => cluster.kubectl(['get', object, '-o', 'jsonpath={.metadata.annotations}'])
    await shop.kdeploy('apply')
    await shop.change(shopOf('c2', 'goodbye'))

    const diff = await shop.kdeploy('diff')
    expect(diff.stdout).toContain('-greeting: hello\n+greeting: goodbye')
    expect(diff.stdout).not.toContain('info-')
    await shop.kdeploy('apply')
    expect(await of('service/shop')).toContain('"kdeploy.dev/info-commit":"c2"')

    await shop.change({ ...shopOf('c3', 'goodbye'), replicas: 2 })
    expect((await shop.kdeploy('apply')).stderr).toContain('0 created, 1 changed')
    expect(await of('service/shop')).toContain('"kdeploy.dev/info-commit":"c2"')
    expect((await shop.kdeploy('status', '--drift')).stdout).not.toContain('drifted')
    expect((await shop.kdeploy('undo')).stderr).toContain('restored revision 2')
  })
})
