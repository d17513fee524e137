import { expect } from 'vitest'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { testShown } from '../../support/output/views.ts'
import { createShop } from '../../support/projects/shop.ts'

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

testShown(
  "a Job that fails is told with its container's exit code and log, while the others get ready",
  async (cluster, showing) => {
    const shop = await createShop(cluster, { files: { 'templates/job.yaml': job } })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    await expect(shown).toMatchFileSnapshot(showing.golden('job-fails'))
    expect(exitCode).toBe(5)
    expect(await revisionsOf(cluster)).toEqual(['1 failed apply'])
    expect(await cluster.kubectl(['get', 'deployment/web', '-o', 'jsonpath={.status.readyReplicas}'])).toBe('1')
  },
)
