import { afterEach, describe, expect, it } from 'vitest'
import { Signals } from '../src/signals.ts'

const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const before = new Map(names.map((name) => [name, process.listeners(name)]))

/** How many handlers of ours each signal has. */
function handlers(): number[] {
  return names.map((name) => process.listenerCount(name) - (before.get(name)?.length ?? 0))
}

afterEach(() => {
  for (const name of names) {
    for (const listener of process.listeners(name)) {
      if (before.get(name)?.includes(listener) !== true) process.off(name, listener)
    }
  }
})

describe('Signals', () => {
  it.each(names)('aborts at the first %s, and leaves the second one to the system', (name) => {
    const { interrupted } = new Signals()
    expect(handlers()).toEqual([1, 1, 1])
    process.emit(name)
    expect([interrupted.aborted, interrupted.reason]).toEqual([true, name])
    expect(handlers()).toEqual([0, 0, 0])
  })

  it('leaves signals to the system while something is computed, also where that fails or is nested', async () => {
    const signals = new Signals()
    const during = await signals.compute(async () => {
      await signals.compute(handlers)
      return handlers()
    })
    expect([during, handlers()]).toEqual([
      [0, 0, 0],
      [1, 1, 1],
    ])
    await expect(signals.compute(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(handlers()).toEqual([1, 1, 1])
  })

  it('leaves SIGINT to a program that has the terminal, and ends at the other ones', async () => {
    const signals = new Signals()
    await signals.leaveInterrupts(async () => {
      process.emit('SIGINT')
      expect([signals.interrupted.aborted, handlers()]).toEqual([false, [1, 1, 1]])
    })
    expect(handlers()).toEqual([1, 1, 1])
    await expect(signals.leaveInterrupts(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(handlers()).toEqual([1, 1, 1])
    await signals.leaveInterrupts(async () => {
      process.emit('SIGTERM')
    })
    expect([signals.interrupted.reason, handlers()]).toEqual(['SIGTERM', [0, 0, 0]])
  })

  it('computes nothing once a signal came', async () => {
    const signals = new Signals()
    const computed = signals.compute(() => 'computed')
    process.emit('SIGTERM')
    await expect(computed).rejects.toBe('SIGTERM')
    expect(handlers()).toEqual([0, 0, 0])
  })
})
