import { describe, expect } from 'vitest'
import { type Cluster, test } from '../../support/cluster/cluster.ts'
import { preload } from '../../support/kdeploy.ts'
import { revisionsOf } from '../../support/output/ci-output.ts'
import { createShop } from '../../support/projects/shop.ts'

const hour = 3_600_000

/** Starts an apply of prod_shop on a machine whose clock is `off`, and is set by `step` when `set` is called. */
function start(cluster: Cluster, cwd: string, args: readonly string[], clock: { off?: number; step?: number }) {
  const env = {
    ...preload('faults/set-clock.cjs'),
    CLOCK_OFF: String(clock.off ?? 0),
    CLOCK_STEP: String(clock.step ?? 0),
  }
  const running = cluster.startKdeploy(['apply', '-p', 'prod_shop', ...args], { cwd, env })
  const set = async (moment: RegExp) => {
    await cluster.waitFor(String(moment), async () => moment.test(running.output()))
    running.child.kill('SIGUSR2')
  }
  return { running, set }
}

const isWaiting = /waiting +Deployment .* become available/

describe('a wall clock that is set while an apply waits', () => {
  for (const step of [hour, -hour])
    test(`by ${step / hour} h doesn't fail a good rollout`, async ({ cluster }) => {
      const shop = await createShop(cluster, { readyAfter: '4s' })
      const { running, set } = start(cluster, shop.folder, ['--stable-for', '2s'], { step })

      await set(isWaiting)

      const { exitCode, stderr } = await running.result
      expect({ exitCode, stderr }).toEqual({
        exitCode: 0,
        stderr: expect.stringMatching(/^done: .*, (\d{1,2}\.\d s|\d min \d\d s)$/m),
      })
      expect(await revisionsOf(cluster)).toEqual(['1 succeeded apply'])
    })

  for (const step of [hour, -hour])
    test(`by ${step / hour} h leaves the time limit as it is`, async ({ cluster }) => {
      const shop = await createShop(cluster, { readyAfter: '600s' })
      const { running, set } = start(cluster, shop.folder, ['--timeout', '5s'], { step })
      const began = performance.now()

      await set(isWaiting)

      const { exitCode, stderr } = await running.result
      expect(stderr).toMatch(/not ready after 5 s/)
      expect(performance.now() - began).toBeGreaterThan(4000)
      expect(exitCode).toBe(5)
    })
})

describe('a lock', () => {
  for (const step of [60_000, -hour])
    test(`is not taken from its live holder by a clock that is set by ${step / 1000} s`, async ({ cluster }) => {
      const shop = await createShop(cluster, { readyAfter: '600s' })
      const holder = start(cluster, shop.folder, [], { step })
      await holder.set(isWaiting)
      const other = start(cluster, shop.folder, ['--lock-timeout', '5s'], { step })
      await other.set(/waiting up to/)

      const { exitCode, stderr } = await other.running.result

      expect(stderr).toMatch(/is locked by/)
      expect(stderr).not.toMatch(/no heartbeat/)
      expect(exitCode).toBe(4)
      holder.running.child.kill('SIGINT')
      const held = await holder.running.result
      expect(held.stderr).not.toMatch(/the lock (was lost|is gone)/)
      expect(held.exitCode).toBe(130)
    })
})

describe('a clock that was wrong all the time', () => {
  for (const off of [hour, -hour])
    test(`by ${off / hour} h changes nothing but the times that are recorded`, async ({ cluster }) => {
      const shop = await createShop(cluster, { readyAfter: '4s' })

      const { running } = start(cluster, shop.folder, [], { off })

      const { exitCode, stderr } = await running.result
      expect(stderr).not.toMatch(/warning|failed|can't/)
      expect(exitCode).toBe(0)
    })
})
