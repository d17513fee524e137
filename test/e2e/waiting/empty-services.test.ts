import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const service = (name: string, spec: string) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
${spec}
  ports: [{port: 80}]
`

test('a Service that selects no pods is told, once all is ready, and by status', async ({ cluster }) => {
  const files = {
    'templates/ours.yaml': service('ours', '  selector: {app: web}'),
    'templates/typo.yaml': service('typo', '  selector: {app: wbe, tier: front}'),
    'templates/theirs.yaml': service('theirs', '  selector: {app: theirs}'),
    'templates/by-hand.yaml': service('by-hand', '  clusterIP: None'),
    'templates/outside.yaml': service('outside', '  type: ExternalName\n  externalName: db.example.com'),
  }
  await cluster.kubectl(['run', 'theirs', '--image=registry.example.com/shop:1', '--labels=app=theirs'])
  const shop = await createShop(cluster, { files })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  expect(stderr.match(/^warning: .*/gm)).toEqual([
    `warning: templates/typo.yaml:1:1: Service ${cluster.namespace}/typo selects no pods: none in the namespace has the labels app=wbe,tier=front`,
  ])
  expect(exitCode).toBe(0)
  const { stdout } = await shop.kdeploy('status')
  expect(stdout.match(/^.*selects no pods.*$/gm)).toHaveLength(1)
  expect(stdout).toMatch(/^ready +Service \S+\/typo +ready\n +NoPods: selects no pods: none in .* app=wbe,tier=front$/m)
})
