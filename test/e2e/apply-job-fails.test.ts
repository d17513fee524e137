import { expect } from 'vitest'
import { ciOutput, revisionsOf } from '../support/ci-output.ts'
import { test } from '../support/cluster.ts'
import { createShop } from '../support/shop.ts'

const job = `apiVersion: batch/v1
kind: Job
metadata:
  name: job
spec:
  backoffLimit: 0
  template:
    metadata:
      annotations: {test.kdeploy.dev/stage: job-fails}
    spec:
      restartPolicy: Never
      containers:
      - name: migrate
        image: registry.example.com/shop:1
`

test("a Job that fails is told with its container's exit code and log, while the others get ready", async ({
  cluster,
}) => {
  const shop = await createShop(cluster, { files: { 'templates/job.yaml': job } })

  const { exitCode, stderr } = await shop.kdeploy('apply')

  await expect(ciOutput(stderr, cluster)).toMatchFileSnapshot('../golden/apply/job-fails.txt')
  expect(exitCode).toBe(5)
  expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
  expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.status.readyReplicas}'])).toBe('1')
})
