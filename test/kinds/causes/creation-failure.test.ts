import { describe, expect, test } from 'vitest'
import { creationFailure } from '../../../src/kinds/causes/creation-failure.ts'
import type { KubeObject } from '../../../src/manifest/types.ts'
import { ago, event, NOW, object } from '../../support/kinds/objects.ts'

const created = 'create Pod db-0 in StatefulSet db failed error: '
const quota = (limited: number) =>
  `${created}pods "db-0" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=0, limited: pods=${limited}`
const account = `${created}pods "db-" is forbidden: error looking up service account shop/db: serviceaccount "db" not found`
const defaultAccount = account.replaceAll('db"', 'default"').replace('shop/db', 'shop/default')

/** What a StatefulSet of this age is told by one event. */
function causeOf(message: string, age: number, quotaGrace?: number) {
  const set = object('apps/v1', 'StatefulSet', { name: 'db', age })
  return creationFailure(set, [event(set, 'FailedCreate', message, { lastTimestamp: ago(0) })], NOW, quotaGrace)
}

describe('why a controller cannot create pods', () => {
  test('is what a Warning event says, without the words around', () => {
    expect(causeOf(`${created}pods "db-0" is invalid: spec.containers[0].image: Required value`, 1)).toEqual({
      reason: 'FailedCreate',
      message: 'no pod can be created: spec.containers[0].image: Required value',
      final: true,
    })
    expect(causeOf('Error creating: etcdserver: request timed out', 1)).toEqual({
      reason: 'FailedCreate',
      message: 'no pod can be created: etcdserver: request timed out',
      final: false,
    })
  })

  test.each([
    ['a quota too small for one pod is final at once', quota(0), 1, undefined, true],
    ['a full quota may get room', quota(4), 9, undefined, false],
    ['a full quota is final after ten seconds', quota(4), 11, undefined, true],
    ['a full quota is final later where the caller says so', quota(4), 59, 60_000, false],
    ['no quota is final where it may get room at any time', quota(0), 1000, Number.POSITIVE_INFINITY, false],
    ['a service account may come', account, 9, undefined, false],
    ['a service account that does not come is final', account, 11, undefined, true],
    ['the default service account, which no deploy brings, may come later', defaultAccount, 59, undefined, false],
    ['a default service account that does not come is final', defaultAccount, 61, undefined, true],
    [
      'a webhook refuses for good, also before the clocks agree',
      `${created}admission webhook "a.b" denied the request: no`,
      -1,
      undefined,
      true,
    ],
    ['a webhook refuses for good', `${created}admission webhook "a.b" denied the request: no`, 1, undefined, true],
    [
      'Pod Security refuses for good',
      `${created}pods "db-0" is forbidden: violates PodSecurity "r"`,
      1,
      undefined,
      true,
    ],
    ['a server that is busy may answer later', `${created}etcdserver: leader changed`, 1000, undefined, false],
  ])('%s', (_, message, age, quotaGrace, final) => expect(causeOf(message, age, quotaGrace)?.final).toBe(final))

  test('is not what an event says of an earlier state, of another reason, or as no warning', () => {
    const set = object('apps/v1', 'StatefulSet', { name: 'db', age: 600 })
    set.metadata['managedFields'] = [
      { manager: 'kdeploy', operation: 'Apply', time: ago(5) },
      { manager: 'kube-controller-manager', operation: 'Update', subresource: 'status', time: ago(1) },
    ]
    const at = (seconds: number) => ({ lastTimestamp: ago(seconds), metadata: {} })
    const told = (one: KubeObject) => creationFailure(set, [one], NOW) !== undefined
    expect(told(event(set, 'FailedCreate', quota(0), at(7)))).toBe(false)
    // The clocks of the server and the controller may differ by a second; its status is no change.
    expect(told(event(set, 'FailedCreate', quota(0), at(6)))).toBe(true)
    expect(told(event(set, 'SuccessfulCreate', quota(0), at(0)))).toBe(false)
    expect(told(event(set, 'FailedCreate', quota(0), { ...at(0), type: 'Normal' }))).toBe(false)
  })

  test('is what a condition says of a ReplicaSet or Deployment, and no event', () => {
    const message = 'pods "web-" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=4, limited: pods=4'
    const condition = (status: string) => ({ type: 'ReplicaFailure', status, reason: 'FailedCreate', message })
    const web = (conditions: ReturnType<typeof condition>[]) =>
      object('apps/v1', 'ReplicaSet', { status: { conditions } })
    expect(creationFailure(web([condition('True')]), [], NOW)).toMatchObject({ final: true })
    expect(creationFailure(web([condition('False')]), [], NOW)).toBeUndefined()
    const bare = web([])
    expect(creationFailure(bare, [event(bare, 'FailedCreate', message)], NOW)).toBeUndefined()
  })
})
