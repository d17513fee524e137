import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { sharedSignal } from '../src/abort.ts'

/** What Node warns of while something runs. */
async function warningsOf(run: () => Promise<unknown>): Promise<string[]> {
  const warnings: string[] = []
  const note = (warning: Error) => warnings.push(warning.message)
  process.on('warning', note)
  await run()
  await new Promise((resolve) => setImmediate(resolve))
  process.off('warning', note)
  return warnings
}

const twelve = (signal: AbortSignal) =>
  Promise.all(Array.from({ length: 12 }, () => sleep(10, undefined, { signal }).catch(() => undefined)))

describe('sharedSignal', () => {
  test('may be listened to by many at a time', async () => {
    const { signal } = new AbortController()
    expect(await warningsOf(() => twelve(signal))).toEqual([expect.stringContaining('11 abort listeners')])
    expect(await warningsOf(() => twelve(sharedSignal(signal)))).toEqual([])
    expect(await warningsOf(() => twelve(sharedSignal(sharedSignal(signal), signal)))).toEqual([])
  })

  test('aborts with the first of its signals, for its reason', () => {
    const [first, second] = [new AbortController(), new AbortController()]
    const shared = sharedSignal(first.signal, second.signal)
    expect(shared.aborted).toBe(false)
    second.abort('SIGTERM')
    expect([shared.aborted, shared.reason]).toEqual([true, 'SIGTERM'])
    expect(sharedSignal(second.signal).reason).toBe('SIGTERM')
  })
})
