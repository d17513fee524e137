import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { setRelease } from '../../../src/order/release.ts'
import type { SetEvent } from '../../../src/sets/told/events.ts'
import type { ReleaseState } from '../../../src/sets/told/results.ts'
import { runSet } from '../../../src/sets/turns/run-set.ts'
import { worldIn } from '../../support/world.ts'

type End = Exclude<ReleaseState, 'skipped'> | Error

interface Given {
  /** Who waits for whom, in the order of the set. */
  readonly needs: Readonly<Record<string, readonly string[]>>
  readonly atATime?: number
  readonly keepGoing?: boolean
  /** Default: done. */
  readonly ends?: Readonly<Record<string, End>>
  readonly action?: 'deploy' | 'undo'
}

/** A set on its way: each of its releases ends when the test says so. */
function start({ needs, atATime = 9, keepGoing = false, ends = {}, action = 'deploy' }: Given) {
  const running = new Map<string, () => void>()
  const interruption = new AbortController()
  const told: SetEvent[] = []
  const labels = Object.keys(needs)
  const result = runSet<ReleaseState>(
    labels.map((label) => setRelease(label, undefined)),
    { before: new Map(Object.entries(needs)), atATime, keepGoing },
    {
      action,
      async run({ label }) {
        await new Promise<void>((resolve) => running.set(label, resolve))
        running.delete(label)
        const end = ends[label] ?? 'done'
        if (end instanceof Error) throw end
        return end
      },
      stateOf: (state) => (state === 'skipped' ? 'failed' : state),
    },
    { ...worldIn('/'), interrupted: interruption.signal },
    (event) => told.push(event),
  )
  return {
    told,
    /** What runs now. */
    async now(): Promise<string[]> {
      await setImmediate()
      return [...running.keys()]
    },
    end: (label: string) => running.get(label)?.(),
    interrupt: () => interruption.abort(),
    /** By label, how it ended: its state, and why where there is a reason. */
    async result(): Promise<Record<string, string>> {
      const all = await result
      expect(all.map(({ release }) => release.label)).toEqual(labels)
      return Object.fromEntries(
        all.map(({ release, state, reason }) => [release.label, reason === undefined ? state : `${state}: ${reason}`]),
      )
    },
    errors: async () => (await result).map(({ error, sameAs }) => sameAs ?? error),
  }
}

describe('a set', () => {
  test('begins each release once all that it waits for is done, so many at a time', async () => {
    const set = start({ needs: { a: [], b: ['a'], c: [], d: [], e: ['b', 'c'] }, atATime: 2 })
    expect(await set.now()).toEqual(['a', 'c'])
    set.end('c')
    expect(await set.now()).toEqual(['a', 'd'])
    set.end('a')
    expect(await set.now()).toEqual(['d', 'b'])
    set.end('b')
    expect(await set.now()).toEqual(['d', 'e'])
    set.end('d')
    set.end('e')
    expect(await set.result()).toEqual({ a: 'done', b: 'done', c: 'done', d: 'done', e: 'done' })
  })

  test('lets what runs end after a failure, and begins nothing new', async () => {
    const failure = new Error('broken')
    const set = start({ needs: { a: [], b: [], c: ['a'], d: [] }, atATime: 2, ends: { a: failure } })
    await set.now()
    set.end('a')
    expect(await set.now()).toEqual(['b'])
    set.end('b')
    expect(await set.result()).toEqual({
      a: 'failed',
      b: 'done',
      c: 'skipped: it needs a, which failed',
      d: 'skipped: a failed before',
    })
    expect(await set.errors()).toEqual([failure, undefined, undefined, undefined])
  })

  test('skips only what waits for a failure where it goes on', async () => {
    const needs = { a: [], b: ['a'], c: ['b'], d: [], e: ['d'] }
    const set = start({ needs, atATime: 1, keepGoing: true, ends: { a: 'failed' } })
    for (const label of ['a', 'd', 'e']) {
      expect(await set.now()).toEqual([label])
      set.end(label)
    }
    expect(await set.result()).toEqual({
      a: 'failed',
      b: 'skipped: it needs a, which failed',
      c: 'skipped: it needs b, which needs a, which failed',
      d: 'done',
      e: 'done',
    })
  })

  test('begins nothing new after a signal, and waits for the end of what runs', async () => {
    const set = start({ needs: { a: [], b: ['a'], c: [] }, atATime: 1 })
    expect(await set.now()).toEqual(['a'])
    set.interrupt()
    set.end('a')
    expect(await set.result()).toEqual({ a: 'done', b: 'skipped: interrupted', c: 'skipped: interrupted' })
  })

  test('takes a restored release for one that failed, unless it was to be restored', async () => {
    const needs = { a: [], b: ['a'] }
    const deploy = start({ needs, ends: { a: 'restored' } })
    await deploy.now()
    deploy.end('a')
    expect(await deploy.result()).toEqual({ a: 'restored', b: 'skipped: it needs a, which failed' })

    const undo = start({ needs, ends: { a: 'restored' }, action: 'undo' })
    await undo.now()
    undo.end('a')
    expect(await undo.now()).toEqual(['b'])
    undo.end('b')
    expect(await undo.result()).toEqual({ a: 'restored', b: 'done' })
  })

  test('tells of each release its beginning and its end, and names the one that had the same problem before', async () => {
    const problem = () => new KdeployError({ code: 'unauthorized', category: 'cluster', message: 'not logged in' })
    const set = start({ needs: { a: [], b: [], c: [] }, ends: { a: problem(), b: problem(), c: new Error('other') } })
    await set.now()
    for (const label of ['a', 'b', 'c']) set.end(label)
    expect(await set.errors()).toEqual([problem(), 'a', new Error('other')])
    expect(set.told.map((event) => `${event.type} ${'release' in event ? event.release.label : ''}`)).toEqual([
      ...['release-begun a', 'release-begun b', 'release-begun c'],
      ...['release-ended a', 'release-ended b', 'release-ended c'],
    ])
  })

  test('has each release of any set end once, never more at a time than may be, whatever ends first', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const given = fc.record({
      needs: fc.record(Object.fromEntries(names.map((name, at) => [name, fc.subarray(names.slice(0, at))]))),
      atATime: fc.integer({ min: 1, max: 4 }),
      keepGoing: fc.boolean(),
      failing: fc.subarray(names),
      picks: fc.array(fc.nat(), { minLength: 6, maxLength: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(given, async ({ needs, failing, picks, ...turns }) => {
        const ends = Object.fromEntries(failing.map((name) => [name, 'failed'] as const))
        const set = start({ needs, ...turns, ends })
        const done = new Set<string>()
        let hasFailed = false
        let before = 0
        for (const pick of picks) {
          const running = await set.now()
          expect(running.length).toBeLessThanOrEqual(turns.atATime)
          if (hasFailed && !turns.keepGoing) expect(running.length).toBeLessThan(before)
          for (const label of running) expect((needs[label] ?? []).every((need) => done.has(need))).toBe(true)
          const label = running[pick % running.length]
          if (label === undefined) break
          set.end(label)
          if (failing.includes(label)) hasFailed = true
          else done.add(label)
          before = running.length
        }
        const states = await set.result()
        expect(names.filter((name) => states[name] === 'done').sort()).toEqual([...done].sort())
        if (turns.keepGoing || !hasFailed)
          for (const name of names)
            if ((needs[name] ?? []).every((need) => done.has(need))) expect(states[name]).not.toMatch(/^skipped/)
      }),
      { seed: 21, numRuns: 200 },
    )
  })
})
