import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { setRelease } from '../../src/order/release.ts'
import { Schedule } from '../../src/order/schedule.ts'

const names = ['a', 'b', 'c', 'd', 'e', 'f']

function scheduleOf(needs: Readonly<Record<string, readonly string[]>>, keepGoing = false): Schedule {
  const releases = Object.keys(needs).map((name) => setRelease(name, undefined))
  return new Schedule(releases, new Map(Object.entries(needs)), keepGoing)
}

/** All that can begin now. */
function begin(schedule: Schedule): string[] {
  const begun: string[] = []
  for (let next = schedule.next(); next !== undefined; next = schedule.next()) begun.push(next.label)
  return begun
}

describe('the schedule of a set', () => {
  test('begins what waits for nothing, then what waited for that', () => {
    const schedule = scheduleOf({ a: [], b: ['a'], c: [], d: ['b', 'c'] })
    expect(begin(schedule)).toEqual(['a', 'c'])
    schedule.end(setRelease('a', undefined), 'succeeded')
    expect(begin(schedule)).toEqual(['b'])
    schedule.end(setRelease('b', undefined), 'succeeded')
    expect(begin(schedule)).toEqual([])
    schedule.end(setRelease('c', undefined), 'succeeded')
    expect(begin(schedule)).toEqual(['d'])
  })

  test('begins nothing new after a failure', () => {
    const schedule = scheduleOf({ a: [], b: ['a'], c: ['a'] })
    begin(schedule)
    schedule.end(setRelease('a', undefined), 'failed')
    expect(begin(schedule)).toEqual([])
  })

  test('goes on, where it is to, with what does not wait for the failure', () => {
    const schedule = scheduleOf({ a: [], b: ['a'], c: ['b'], d: [] }, true)
    expect(schedule.next()?.label).toBe('a')
    schedule.end(setRelease('a', undefined), 'failed')
    expect(begin(schedule)).toEqual(['d'])
    schedule.end(setRelease('d', undefined), 'succeeded')
    expect(begin(schedule)).toEqual([])
  })

  test('does not wait for what is outside of the set', () => {
    expect(begin(scheduleOf({ a: ['elsewhere'] }))).toEqual(['a'])
  })

  test('never begins one before all that it waits for succeeded, whatever ends first', () => {
    const needs = fc.record(Object.fromEntries(names.map((name, at) => [name, fc.subarray(names.slice(0, at))])))
    fc.assert(
      fc.property(
        needs,
        fc.infiniteStream(fc.nat()),
        fc.subarray(names),
        fc.boolean(),
        (needs, picks, failing, goesOn) => {
          const schedule = scheduleOf(needs, goesOn)
          const running: string[] = []
          const ended = new Map<string, boolean>()
          for (;;) {
            for (const label of begin(schedule)) {
              expect((needs[label] ?? []).every((need) => ended.get(need) === true)).toBe(true)
              running.push(label)
            }
            if (running.length === 0) break
            const pick = picks.next().value ?? 0
            const [label = ''] = running.splice(pick % running.length, 1)
            ended.set(label, !failing.includes(label))
            schedule.end(setRelease(label, undefined), failing.includes(label) ? 'failed' : 'succeeded')
          }
          if (failing.length === 0) expect([...ended.keys()].toSorted()).toEqual(names)
        },
      ),
      { seed: 21 },
    )
  })
})
