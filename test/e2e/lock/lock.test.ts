import { describe, expect } from 'vitest'
import type { Cluster as Api } from '../../../src/cluster/api/cluster.ts'
import type { Lock } from '../../../src/history/lock/keep-lock.ts'
import { leaseRef, lockStateOf } from '../../../src/history/lock/lease.ts'
import { acquireLock } from '../../../src/history/lock/lock.ts'
import type { LockClock } from '../../../src/history/lock/lock-clock.ts'
import type { Release } from '../../../src/history/records/release.ts'
import type { JsonObject } from '../../../src/manifest/types.ts'
import { withApi } from '../../support/cluster/api.ts'
import { startApiProxy } from '../../support/cluster/api-proxy.ts'
import { type Cluster, test } from '../../support/cluster/cluster.ts'

/** A clock that sleeping moves on at once; `asleep` is called for each sleep. */
function fakeClock(asleep: () => Promise<unknown> = async () => {}) {
  const told: string[] = []
  const interruption = new AbortController()
  let time = 0
  let ahead = Date.now()
  const clock: LockClock = {
    monotonicClock: () => time,
    wallClock: () => ahead + time,
    async sleep(milliseconds) {
      time += milliseconds
      await asleep()
    },
    interrupted: interruption.signal,
    notify: (message) => told.push(message),
  }
  const pass = (milliseconds: number) => {
    time += milliseconds
  }
  /** Somebody sets the wall clock. */
  const step = (milliseconds: number) => {
    ahead += milliseconds
  }
  return { clock, told, pass, step, interruption }
}

const releaseIn = ({ namespace }: Cluster): Release => ({ name: 'shop', profile: 'prod_shop', namespace })

/** Takes the release's lock, waiting at most `seconds`. */
function take(api: Api, cluster: Cluster, by: string, { clock }: ReturnType<typeof fakeClock>, seconds = 0) {
  return acquireLock(api, releaseIn(cluster), by, clock.monotonicClock() + seconds * 1000, clock)
}

/** A holder whose heartbeat never comes again, as if it had been killed. */
async function takeAndDie(api: Api, cluster: Cluster, by: string): Promise<void> {
  const lock = await take(api, cluster, by, fakeClock())
  const ref = leaseRef(releaseIn(cluster))
  const lease = await api.get(ref)
  await lock.release()
  if (lease === null) throw new Error('no Lease')
  const { resourceVersion, uid, ...metadata } = lease.metadata
  await api.create({ ...lease, metadata })
}

async function holder(api: Api, cluster: Cluster): Promise<string | undefined> {
  const lease = await api.get(leaseRef(releaseIn(cluster)))
  return lease === null ? undefined : lockStateOf(lease).holder.replace(/ \(.*/, '')
}

describe('a lock that another run holds', () => {
  test('is refused at once, with its holder and since when', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await take(api, cluster, 'alice@laptop', fakeClock())

      await expect(take(api, cluster, 'bob@ci', fakeClock())).rejects.toMatchObject({
        code: 'lock-held',
        category: 'conflict',
        message: expect.stringMatching(
          /^shop\/prod_shop\/\S+ is locked by alice@laptop \([0-9a-f]{6}\), since \d{4}-\d\d-\d\dT[\d:]{8}Z$/,
        ),
      })
      expect(await holder(api, cluster)).toBe('alice@laptop')
    })
  })

  test('is waited for, as long as that was asked for, and told once', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await take(api, cluster, 'alice@laptop', fakeClock())
      const bob = fakeClock()
      const began = bob.clock.monotonicClock()

      await expect(take(api, cluster, 'bob@ci', bob, 10)).rejects.toMatchObject({ code: 'lock-held' })

      expect(bob.clock.monotonicClock() - began).toBe(10_000)
      expect(bob.told).toEqual([
        expect.stringMatching(/^shop\/prod_shop\/\S+ is locked by alice@laptop .*, since \S+: waiting up to 10 s$/),
      ])
    })
  })

  test('is taken within a second of being given back', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const alice = await take(api, cluster, 'alice@laptop', fakeClock())
      const bob = fakeClock(() => alice.release())
      const began = bob.clock.monotonicClock()

      await take(api, cluster, 'bob@ci', bob, 600)

      expect(bob.clock.monotonicClock() - began).toBeLessThanOrEqual(1000)
      expect(await holder(api, cluster)).toBe('bob@ci')
    })
  })

  test('is no longer waited for after a signal', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await take(api, cluster, 'alice@laptop', fakeClock())
      const bob = fakeClock(async () => bob.interruption.abort('SIGTERM'))

      await expect(take(api, cluster, 'bob@ci', bob, 600)).rejects.toBe('SIGTERM')
    })
  })
})

describe('the lock of a run that was killed', () => {
  test('expires after 30 seconds in which nothing was heard of it', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await takeAndDie(api, cluster, 'alice@laptop')
      const bob = fakeClock()
      const began = bob.clock.monotonicClock()

      await take(api, cluster, 'bob@ci', bob, 600)

      expect(bob.clock.monotonicClock() - began).toBe(30_000)
      expect(bob.told.at(-1)).toMatch(/^removing the lock held by alice@laptop .*: no heartbeat for 30 s$/)
      expect(await holder(api, cluster)).toBe('bob@ci')
    })
  })

  test('is watched until it expires, without being asked to wait, where it looks old already', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      await takeAndDie(api, cluster, 'alice@laptop')
      const bob = fakeClock()
      const minuteLater = { ...api, serverClock: () => api.serverClock() + 60_000 }

      await take(minuteLater, cluster, 'bob@ci', bob)

      expect(bob.told[0]).toMatch(/shows no heartbeat; watching it for 30 s/)
    })
  })

  test('is not taken from a holder that lives, though its clock is behind', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const late = fakeClock()
      late.step(-3_600_000)
      const alice = await take(api, cluster, 'alice@laptop', late)
      const bob = fakeClock(async () => {
        late.pass(2000)
        await alice.confirm()
      })

      await expect(take(api, cluster, 'bob@ci', bob)).rejects.toMatchObject({ code: 'lock-held' })
      await expect(take(api, cluster, 'bob@ci', bob, 100)).rejects.toMatchObject({ code: 'lock-held' })
      expect(await holder(api, cluster)).toBe('alice@laptop')
    })
  })
})

describe('a wall clock that is set', () => {
  for (const step of [60_000, 3_600_000, -3_600_000]) {
    test(`by ${step / 60_000} min neither takes a live lock away nor has anybody wait longer`, async ({ cluster }) => {
      await withApi(cluster, async (api) => {
        const alice = await take(api, cluster, 'alice@laptop', fakeClock())
        const bob = fakeClock(async () => bob.step(bob.clock.monotonicClock() === 1000 ? step : 0))

        await expect(take(api, cluster, 'bob@ci', bob, 10)).rejects.toMatchObject({ code: 'lock-held' })

        expect(bob.clock.monotonicClock()).toBe(10_000)
        await alice.confirm()
        expect(await holder(api, cluster)).toBe('alice@laptop')
      })
    })

    test(`by ${step / 60_000} min leaves a holder its lock`, async ({ cluster }) => {
      await withApi(cluster, async (api) => {
        const time = fakeClock()
        const alice = await take(api, cluster, 'alice@laptop', time)
        time.step(step)

        await alice.confirm()

        expect(alice.lost.aborted).toBe(false)
        expect(await holder(api, cluster)).toBe('alice@laptop')
      })
    })
  }

  test('as after a sleep of the machine, in which no monotonic time passes, has a holder ask before it writes', async ({
    cluster,
  }) => {
    await withApi(cluster, async (api) => {
      const time = fakeClock()
      const alice = await take(api, cluster, 'alice@laptop', time)
      await api.delete(leaseRef(releaseIn(cluster)))
      await take(api, cluster, 'bob@ci', fakeClock())
      time.step(600_000)

      await expect(alice.confirm()).rejects.toMatchObject({ code: 'lock-lost' })
    })
  })
})

describe('a Lease that is deleted and that a finalizer holds', () => {
  async function takenByFinalizer(api: Api, cluster: Cluster) {
    await takeAndDie(api, cluster, 'alice@laptop')
    const lease = `lease/${leaseRef(releaseIn(cluster)).name}`
    await cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"metadata":{"finalizers":["example.com/held"]}}'])
    await cluster.kubectl(['delete', lease, '--wait=false'])
    return () => cluster.kubectl(['patch', lease, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'])
  }

  test('is waited for as long as that was asked for, and never removed again', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const free = await takenByFinalizer(api, cluster)
      const bob = fakeClock()
      const old = { ...api, serverClock: () => api.serverClock() + 3_600_000 }

      await expect(take(old, cluster, 'bob@ci', bob, 90)).rejects.toMatchObject({
        code: 'lock-held',
        message: expect.stringContaining('is still being deleted: held by the finalizers example.com/held'),
      })

      expect(bob.clock.monotonicClock()).toBe(90_000)
      expect(bob.told).toHaveLength(1)
      await free()
    })
  })

  test('is taken once it is gone', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const free = await takenByFinalizer(api, cluster)
      const bob = fakeClock(async () => (bob.clock.monotonicClock() === 60_000 ? free() : undefined))

      await take(api, cluster, 'bob@ci', bob, 90)

      expect(await holder(api, cluster)).toBe('bob@ci')
    })
  })
})

describe('a Lease whose duration nobody would write', () => {
  for (const seconds of [-30, 2_000_000_000]) {
    test(`of ${seconds} s expires after 30 s like any other`, async ({ cluster }) => {
      await withApi(cluster, async (api) => {
        await takeAndDie(api, cluster, 'alice@laptop')
        const bob = fakeClock()
        const lying = {
          ...api,
          get: async (...args: Parameters<Api['get']>) => {
            const lease = await api.get(...args)
            return lease && { ...lease, spec: { ...(lease['spec'] as JsonObject), leaseDurationSeconds: seconds } }
          },
        }

        await take(lying, cluster, 'bob@ci', bob, 600)

        expect(bob.clock.monotonicClock()).toBe(30_000)
      })
    })
  }
})

describe('a holder', () => {
  test('learns before its next write that the lock was taken away, and leaves it to the other', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const time = fakeClock()
      const alice = await take(api, cluster, 'alice@laptop', time)
      await alice.confirm()
      await api.delete(leaseRef(releaseIn(cluster)))
      await take(api, cluster, 'bob@ci', fakeClock())
      time.pass(1001)

      await expect(alice.confirm()).rejects.toMatchObject({ code: 'lock-lost', category: 'conflict' })
      await alice.release()

      expect(alice.lost.aborted).toBe(true)
      expect(await holder(api, cluster)).toBe('bob@ci')
    })
  })

  test('that was stopped for a while asks before it writes, and goes on where nobody took the lock', async ({
    cluster,
  }) => {
    await withApi(cluster, async (api) => {
      const time = fakeClock()
      const alice = await take(api, cluster, 'alice@laptop', time)
      time.pass(3_600_000)

      await alice.confirm()

      expect(alice.lost.aborted).toBe(false)
    })
  })

  test('gives up by itself where the API server says nothing for most of the duration', async ({ cluster }) => {
    const proxy = await startApiProxy(cluster)
    await withApi(
      proxy,
      async (api) => {
        const time = fakeClock()
        const lock = await take(api, cluster, 'alice@laptop', time)
        await proxy.close()
        time.pass(20_000)
        await lock.confirm()
        time.pass(5000)

        await expect(lock.confirm()).rejects.toMatchObject({ code: 'lock-lost' })
      },
      { retries: { retries: 0 } },
    )
  })

  test('keeps the lock although somebody touched the Lease', async ({ cluster }) => {
    await withApi(cluster, async (api) => {
      const time = fakeClock()
      const alice: Lock = await take(api, cluster, 'alice@laptop', time)
      await cluster.kubectl(['annotate', 'leases', '--all', 'example.com/note=x'])
      time.pass(25_000)

      await alice.confirm()
      await alice.release()

      expect(await holder(api, cluster)).toBeUndefined()
    })
  })
})
