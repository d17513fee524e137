import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { widgetDefinition } from '../../support/cluster/widget-definition.ts'
import { createShop } from '../../support/projects/shop.ts'

/** A kind of this test alone, whose status is a subresource, and a resource of it; the test itself is its controller. */
async function createWidget(cluster: Cluster, more: Readonly<Record<string, string>> = {}) {
  const group = `${cluster.namespace}.example.com`
  const definition = `widgets.${group}`
  await cluster.create([widgetDefinition(group, [{ name: 'v1', hasStatus: true }])])
  await cluster.kubectl(['wait', '--for=condition=Established', `crd/${definition}`])
  const files = (size: number) => ({
    'templates/widget.yaml': `apiVersion: ${group}/v1\nkind: Widget\nmetadata: {name: big}\nspec: {size: ${size}}\n`,
  })
  const shop = await createShop(cluster, { files: { ...files(1), ...more } })
  const report = (status: unknown) =>
    cluster.kubectl([
      'patch',
      `${definition}/big`,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    ])
  return {
    report,
    resize: (size: number) => shop.change({ files: files(size) }),
    shop,
    start: () => cluster.startKdeploy(['apply', '--profile', 'prod_shop', '-o', 'json'], { cwd: shop.folder }),
    remove: () => cluster.kubectl(['delete', 'crd', definition, '--ignore-not-found', '--wait=false']),
  }
}

const ready = { conditions: [{ type: 'Ready', status: 'True' }] }

describe('a custom resource', () => {
  test('is waited for until its controller has reported, and then has seen each change', async ({ cluster }) => {
    const { report, resize, start, remove } = await createWidget(cluster)
    try {
      const first = start()
      await cluster.waitFor('the wait', async () =>
        /"name":"big"\},"message":"waiting up to 30 s for its controller to report/.test(first.output()),
      )
      await report(ready)
      expect((await first.result).exitCode).toBe(0)

      // It names no generation: what it reported before the change tells nothing of the change. Times in managedFields are whole seconds.
      await new Promise((resolve) => setTimeout(resolve, 1100))
      await resize(2)
      const second = start()
      await cluster.waitFor('the wait', async () =>
        /"name":"big"\},"message":"waiting for its controller to see/.test(second.output()),
      )
      await report({ conditions: [{ type: 'Ready', status: 'False', reason: 'Growing', message: 'grows to 2' }] })
      await cluster.waitFor('its progress', async () => /"name":"big"\},"message":"grows to 2/.test(second.output()))
      await report(ready)
      expect((await second.result).exitCode).toBe(0)

      await report({ observedGeneration: 2, conditions: [{ type: 'Stalled', status: 'True', observedGeneration: 2 }] })
      await resize(3)
      const third = start()
      await cluster.waitFor('the wait', async () =>
        /"name":"big"\},"message":"waiting for its controller to see/.test(third.output()),
      )
      await report({ observedGeneration: 3, conditions: [{ type: 'Ready', status: 'True', observedGeneration: 3 }] })
      const { exitCode, stderr } = await third.result
      expect(stderr).toMatch(/ready +Widget \S+\/big: ready/)
      expect(exitCode).toBe(0)
    } finally {
      await remove()
    }
  })

  test.for([
    [
      'Degraded',
      { conditions: [{ type: 'Degraded', status: 'True', reason: 'Quorum', message: 'lost its quorum' }] },
      /lost its quorum/,
    ],
    ['in a phase that failed', { phase: 'Failed', message: 'no such size' }, /phase: Failed: no such size/],
  ] as const)('that is %s fails the deploy', async ([, status, message], { cluster }) => {
    const { report, start, remove } = await createWidget(cluster)
    try {
      const running = start()
      await cluster.waitFor('the wait', async () =>
        /"name":"big"\},"message":"waiting up to 30 s for its controller to report/.test(running.output()),
      )
      await report(status)

      const { exitCode, stderr } = await running.result
      expect(stderr).toMatch(message)
      expect(exitCode).toBe(5)
    } finally {
      await remove()
    }
  })

  test('is judged by the rules that the project has for its kind, and not waited for where it says so', async ({
    cluster,
  }) => {
    const group = `${cluster.namespace}.example.com`
    const rule = `- {group: ${group}, kind: Widget, readyWhen: "{.status.size}=1", failWhen: condition=Broken}`
    const { report, shop, start, remove } = await createWidget(cluster, {
      'kdeploy.yaml': `name: shop\nreadiness:\n${rule}\n`,
    })
    try {
      const first = start()
      await cluster.waitFor('the wait', async () =>
        /"name":"big"\},"message":"waiting for \{\.status\.size\}=1/.test(first.output()),
      )
      await report({ phase: 'Failed', size: 1 })
      expect((await first.result).exitCode).toBe(0)

      await report({ conditions: [{ type: 'Broken', status: 'True' }] })
      const broken = await shop.kdeploy('apply')
      const status = await shop.kdeploy('status')
      await shop.change({ files: { 'kdeploy.yaml': `name: shop\nreadiness: [{kind: Widget, wait: false}]\n` } })
      await report({ conditions: [{ type: 'Stalled', status: 'True', message: 'no disk' }] })
      const left = await shop.kdeploy('apply')
      const leftStatus = await shop.kdeploy('status')
      const asJson = await shop.kdeploy('status', '-o', 'json')

      expect(broken.stderr).toMatch(/failed +Widget \S+\/big: condition=Broken \(readiness in kdeploy\.yaml\)/)
      expect(broken.exitCode).toBe(5)
      expect(status.exitCode).toBe(5)
      expect(left.stderr).toMatch(/not waited for, as configured: Widget \S+\/big/)
      expect(left.exitCode).toBe(0)
      expect(leftStatus.stdout).toMatch(/^failed +Widget \S+\/big +no disk$/m)
      expect(leftStatus.stdout).toMatch(/objects ready, 1 not waited for/)
      expect(leftStatus.exitCode).toBe(0)
      const { objects } = JSON.parse(asJson.stdout) as { objects: { object: { kind: string }; awaited?: boolean }[] }
      expect(objects.filter(({ awaited }) => awaited === false).map(({ object }) => object.kind)).toEqual(['Widget'])
    } finally {
      await remove()
    }
  })
})
