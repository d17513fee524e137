import { expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { KdeployError } from '../../../src/errors.ts'
import { lockLost } from '../../../src/history/lock/keep-lock.ts'
import { Ledger } from '../../../src/workflow/run/ledger.ts'
import { trackOutcome } from '../../../src/workflow/run/request-errors.ts'

const answer = (status: number, message = 'no') =>
  new ApiError({ status, reason: '', message, request: 'DELETE /x', causes: [] })
const unreachable = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: 'no answer' })

const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'x' }

test.for([
  ['a refusal', answer(403), false],
  ['a webhook that is down', answer(500, 'failed calling webhook'), false],
  ['a lock that was lost before', lockLost(), false],
  ['no answer in time', answer(504), true],
  ['an etcd that does not answer', answer(500, 'etcdserver: request timed out'), true],
  ['a connection that broke', unreachable, true],
] as const)('after %s it is known whether it happened, or not', async ([, error, isUnknown]) => {
  const ledger = new Ledger()
  ledger.record(ref, 'changed')

  await expect(trackOutcome(ledger, ref, 'delete-unknown', () => Promise.reject(error))).rejects.toBe(error)

  expect(ledger.outcomeOf(ref)).toBe(isUnknown ? 'delete-unknown' : 'changed')
})

test('the outcome of what is asked for is unknown until the answer comes', async () => {
  const ledger = new Ledger()
  const seen: unknown[] = []

  const given = await trackOutcome(ledger, ref, 'write-unknown', async () => {
    seen.push(ledger.outcomeOf(ref))
    return 'done'
  })

  expect({ given, seen, left: ledger.outcomeOf(ref) }).toEqual({ given: 'done', seen: ['write-unknown'] })
})
