import { expect } from 'vitest'
import { test } from '../../support/cluster/cluster.ts'
import { createShop } from '../../support/projects/shop.ts'

const old = `apiVersion: v1
kind: Endpoints
metadata: {name: old}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          nodeSelector:
            beta.kubernetes.io/os: linux
          containers: [{name: c, image: example.com/c}]
`

test('a warning of the API server names the object and the line that it is about, once', async ({ cluster }) => {
  const shop = await createShop(cluster, { files: { 'templates/old.yaml': old } })

  const { exitCode, stderr } = await shop.kdeploy('apply', '--no-wait')

  const warnings = stderr.split('\n').filter((line) => line.startsWith('warning: '))
  expect(warnings).toEqual([
    expect.stringMatching(/^warning: templates\/old\.yaml:2:1: Endpoints \S+\/old: v1 Endpoints is deprecated/),
    expect.stringMatching(
      /^warning: templates\/old\.yaml:16:13: CronJob \S+\/nightly: spec\.jobTemplate\.\S+nodeSelector\S+: deprecated since/,
    ),
  ])
  expect(exitCode).toBe(0)
})
