import { expect, test } from 'vitest'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { KdeployError } from '../../../src/errors.ts'
import { lockLost } from '../../../src/history/lock/keep-lock.ts'
import { unsureUntilAnswered } from '../../../src/workflow/run/request-errors.ts'

const answer = (status: number, message = 'no') =>
  new ApiError({ status, reason: '', message, request: 'DELETE /x', causes: [] })
const unreachable = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: 'no answer' })

test.for([
  ['a refusal', answer(403), []],
  ['a webhook that is down', answer(500, 'failed calling webhook'), []],
  ['a lock that was lost before', lockLost(), []],
  ['no answer in time', answer(504), ['x']],
  ['an etcd that does not answer', answer(500, 'etcdserver: request timed out'), ['x']],
  ['a connection that broke', unreachable, ['x']],
] as const)('after %s it is known whether it happened, or not', async ([, error, left]) => {
  const unsure = new Set<string>()

  await expect(unsureUntilAnswered(unsure, 'x', () => Promise.reject(error))).rejects.toBe(error)

  expect([...unsure]).toEqual(left)
})

test('what is asked for is unsure until the answer comes', async () => {
  const unsure = new Set<string>()
  const seen: string[] = []

  const given = await unsureUntilAnswered(unsure, 'x', async () => {
    seen.push(...unsure)
    return 'done'
  })

  expect({ given, seen, left: [...unsure] }).toEqual({ given: 'done', seen: ['x'], left: [] })
})
