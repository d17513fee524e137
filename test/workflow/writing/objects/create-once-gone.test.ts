import { describe, expect, test } from 'vitest'
import { ApiError } from '../../../../src/cluster/errors/api-error.ts'
import { KdeployError } from '../../../../src/errors.ts'
import { lockLost } from '../../../../src/history/lock/keep-lock.ts'
import type { KubeObject } from '../../../../src/manifest/types.ts'
import { Ledger } from '../../../../src/workflow/run/ledger.ts'
import { createOnceGone } from '../../../../src/workflow/writing/objects/create-once-gone.ts'
import { worldIn } from '../../../support/world.ts'

const world = worldIn('/')
const ref = { group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'x' }
const object: KubeObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } }
const answer = (status: number, message = 'no') =>
  new ApiError({ status, reason: '', message, request: 'PATCH /x', causes: [] })
const unreachable = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: 'no answer' })
const foreign = new KdeployError({ code: 'foreign-object', category: 'conflict', message: 'of another release' })
const late = new KdeployError({ code: 'delete-timeout', category: 'workload', message: 'not gone' })

test('an object is not recreated until it is gone, then of unknown outcome until the answer comes', async () => {
  const ledger = new Ledger()
  const seen: unknown[] = []
  const look = () => {
    seen.push(ledger.outcomeOf(ref))
  }

  const created = await createOnceGone(
    { ledger, world },
    ref,
    async () => look(),
    async () => {
      look()
      return object
    },
  )

  expect({ created, seen }).toEqual({ created: object, seen: ['not-recreated', 'recreate-unknown'] })
})

test('an object that is not gone in time is not recreated', async () => {
  const ledger = new Ledger()
  const create = () => Promise.reject(new Error('is not asked for'))

  await expect(createOnceGone({ ledger, world }, ref, () => Promise.reject(late), create)).rejects.toBe(late)

  expect(ledger.outcomeOf(ref)).toBe('not-recreated')
})

test.for([
  ['is refused', answer(403), 'not-recreated'],
  ['is held back as the lock was lost', lockLost(), 'not-recreated'],
  ['gets no answer in time', answer(504), 'recreate-unknown'],
  ['gets no answer at all', unreachable, 'recreate-unknown'],
  ["finds somebody else's object of that name", foreign, undefined],
] as const)('an object whose creation %s is known as what it is', async ([, error, outcome]) => {
  const ledger = new Ledger()

  await expect(
    createOnceGone(
      { ledger, world },
      ref,
      async () => {},
      () => Promise.reject(error),
    ),
  ).rejects.toBe(error)

  expect(ledger.outcomeOf(ref)).toBe(outcome)
})

describe('a quota that still counts the object that is gone', () => {
  const full = answer(403, 'x is forbidden: exceeded quota: team, requested: count/configmaps=1')

  /** How an object is recreated where the quota refuses it so many times, by a clock that only waiting moves. */
  async function recreate(refusals: number): Promise<{ readonly tries: number; readonly outcome: unknown }> {
    let now = 0
    let tries = 0
    const clock = {
      monotonicClock: () => now,
      async sleep(time: number) {
        now += time
      },
    }
    const ledger = new Ledger()
    await createOnceGone(
      { ledger, world: { ...world, ...clock } },
      ref,
      async () => {},
      async () => {
        tries += 1
        if (tries <= refusals) throw full
        return object
      },
    ).catch((error: unknown) => expect(error).toBe(full))
    return { tries, outcome: ledger.outcomeOf(ref) }
  }

  test('is asked again', async () => {
    expect(await recreate(3)).toMatchObject({ tries: 4 })
  })

  test('is believed after some seconds', async () => {
    const { tries, outcome } = await recreate(Number.POSITIVE_INFINITY)

    expect(tries).toBeLessThan(200)
    expect(outcome).toBe('not-recreated')
  })
})
