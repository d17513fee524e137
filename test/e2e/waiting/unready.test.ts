import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const worker = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: worker
spec:
  selector:
    matchLabels: {app: worker}
  template:
    metadata:
      labels: {app: worker}
      annotations: {test.kdeploy.dev/stage: never-ready}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: app
        image: registry.example.com/shop:1
`

test('a report names what is not ready either, before what failed, with what is known of it', async ({ cluster }) => {
  const shop = await createShop(cluster, { stage: 'crash-loop', files: { 'templates/worker.yaml': worker } })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr).toMatch(
    /^waiting {2}Deployment \S+\/worker: waiting for 1 of 1 replica to become available; Unhealthy: Readiness probe failed: .*\nfailed {3}Deployment \S+\/web: /m,
  )
  expect(exitCode).toBe(5)

  const json = await shop.kdeploy('apply', '-o', 'json')
  const events = json.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; objects?: unknown })
  expect(events.find(({ type }) => type === 'unready')?.objects).toMatchObject([
    { object: { kind: 'Deployment', name: 'worker' }, causes: [{ reason: 'Unhealthy', final: false }] },
  ])
})
