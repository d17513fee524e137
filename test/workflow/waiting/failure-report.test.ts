import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { reportFailure } from '../../../src/workflow/waiting/failure-report.ts'

test('masks in a log what goes on in its next line', async () => {
  const masking = createMasking()
  masking.registerSecrets(['the-known-password'])
  const cluster = { logs: async () => 'start\npassword: the-known\n  -password\n\nend\n' } as unknown as Cluster
  const ref = { group: '', version: 'v1', kind: 'Pod', namespace: 'a', name: 'web' }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }
  const cause = {
    pod: 'web',
    reason: 'Error',
    message: 'exit code 1',
    final: true,
    log: { container: 'c', previous: false },
  }
  const failed = { state: 'failed', message: 'failed', causes: [cause] } as never

  const { causes } = await reportFailure(cluster, { ref, object, place: undefined }, failed, masking)

  expect(causes.map(({ lines }) => lines)).toEqual([['start', 'password: (masked 1)', '  (masked 1)', 'end']])
})
