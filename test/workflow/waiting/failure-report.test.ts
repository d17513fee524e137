import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { createMasking } from '../../../src/masking/masking.ts'
import { reportFailure } from '../../../src/workflow/waiting/failure-report.ts'

/** What is reported of a container that crashed. */
async function reported(logs: Cluster['logs'], masking = createMasking()) {
  const cluster = { logs } as unknown as Cluster
  const ref = { group: '', version: 'v1', kind: 'Pod', namespace: 'a', name: 'web' }
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' } }
  const log = { container: 'c', previous: false }
  const cause = { pod: 'web', reason: 'Error', message: 'exit code 1', final: true, log }
  const failed = { state: 'failed', message: 'failed', causes: [cause] } as const
  const { causes } = await reportFailure(cluster, { ref, object, place: undefined }, failed, masking)
  return causes.map(({ message, lines }) => ({ message, lines }))
}

test('masks in a log what goes on in its next line', async () => {
  const masking = createMasking()
  masking.registerSecrets(['the-known-password'])

  expect(await reported(async () => 'start\npassword: the-known\n  -password\n\nend\n', masking)).toEqual([
    { message: 'exit code 1', lines: ['start', 'password: (masked 1)', '  (masked 1)', 'end'] },
  ])
})

test('says of a container that logged nothing that it did not', async () => {
  expect(await reported(async () => '\n')).toEqual([{ message: 'exit code 1; it logged nothing', lines: [] }])
})

test('says nothing of a log that can not be read', async () => {
  const refused = async () => {
    throw new Error('the node is gone')
  }
  expect(await reported(refused)).toEqual([{ message: 'exit code 1', lines: [] }])
})
