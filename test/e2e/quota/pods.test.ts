import { describe, expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createQuota } from '../../support/cluster/resource-quota.ts'
import { createShop } from '../../support/projects/shop.ts'

const pod =
  'metadata: {labels: {app: x}}, spec: {restartPolicy: RESTART, containers: [{name: app, image: "registry.example.com/x:1"}]}'
const template = (restart: string) => `{${pod.replace('RESTART', restart)}}`

describe('apply under a ResourceQuota', () => {
  test.for([
    [{ scopes: ['BestEffort'], hard: { pods: '2' } }, 3],
    [{ scopes: ['NotBestEffort'], hard: { pods: '2' } }, 0],
    [{ scopes: ['Terminating'], hard: { pods: '0' } }, 0],
    [
      {
        scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['high'] }] },
        hard: { pods: '0' },
      },
      0,
    ],
  ] as const)('counts the pods in the scopes of %j, and exits %d', async ([spec, code], { cluster }) => {
    const shop = await createShop(cluster, { replicas: 3 })
    await createQuota(cluster, spec)

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(exitCode).toBe(code)
    if (code === 3)
      expect(stderr).toContain(`the quota team of ${cluster.namespace} would be exceeded: pods: used 0, requested 3`)
  })

  test('warns of a rollout that begins with a pod for which there is no room, and goes on slowly', async ({
    cluster,
  }) => {
    const shop = await createShop(cluster, { replicas: 4 })
    await shop.kdeploy('apply')
    await createQuota(cluster, { hard: { pods: '4' } }, { pods: '4' })
    await shop.change({ replicas: 4, tag: '2' })

    const { exitCode, stderr } = await shop.kdeploy('apply')

    expect(stderr).toMatch(
      /^warning: templates\/web\.yaml:1:1: the quota team of \S+ has no room for the extra pod of a rollout of Deployment \S+\/web, so the rollout stops an old pod first: pods: used 4 with this deploy, requested 1, limited to 4$/m,
    )
    expect(exitCode).toBe(0)
  })

  test('warns of a rollout that waits for room, as no old pod may go first', async ({ cluster }) => {
    const shop = await createShop(cluster, { replicas: 1 })
    await shop.kdeploy('apply')
    await createQuota(cluster, { hard: { pods: '1' } }, { pods: '1' })
    await shop.change({ replicas: 1, tag: '2' })

    const { exitCode, stderr } = await shop.kdeploy('apply', '--timeout', '8s')

    expect(stderr).toMatch(/^warning: .*maxUnavailable is 0, so the rollout waits for room: pods: used 1/m)
    expect(stderr).toContain('quota exceeded: team')
    expect(exitCode).toBe(5)
  })

  test('warns of the pods of a DaemonSet and of a run of a CronJob', async ({ cluster }) => {
    const shop = await createShop(cluster, {
      replicas: 0,
      files: {
        'templates/daemon.yaml': `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n  selector: {matchLabels: {app: x}}\n  template: ${template('Always')}\n`,
        'templates/cron.yaml': `apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: nightly}\nspec:\n  schedule: "0 3 * * *"\n  jobTemplate: {spec: {parallelism: 3, template: ${template('Never')}}}\n`,
      },
    })
    await createQuota(cluster, { hard: { pods: '0' } })

    const { stderr } = await shop.kdeploy('apply', '--timeout', '5s')

    expect(stderr).toMatch(
      /^warning: .*has no room for the pods of DaemonSet \S+\/agent, one on each node: pods: used 0/m,
    )
    expect(stderr).toMatch(/^warning: .*has no room for the pods of one run of CronJob \S+\/nightly: .* requested 3,/m)
    expect(stderr).toContain('created  CronJob')
  })
})
