import { expect } from 'vitest'
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
      annotations: {test.kdeploy.dev/stage: crash-loop}
    spec:
      restartPolicy: OnFailure
      terminationGracePeriodSeconds: 0
      containers:
      - name: migrate
        image: registry.example.com/shop:1
`

testShown(
  'a Job that restarts its containers is told with their exit code, though its pods go',
  async (cluster, showing) => {
    const shop = await createShop(cluster, { files: { 'templates/job.yaml': job } })

    const { exitCode, shown } = await shop.show(showing, 'apply')

    expect(shown).toMatch(/pod job-POD, container migrate: CrashLoopBackOff: exited with code 1, restarted once/)
    expect(shown).toMatch(/BackoffLimitExceeded/)
    expect(exitCode).toBe(5)
  },
)
