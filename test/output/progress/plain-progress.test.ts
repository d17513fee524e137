import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { plainProgress } from '../../../src/output/progress/plain-progress.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const refOf = (name: string, kind = 'Deployment') => ({ group: 'apps', version: 'v1', kind, namespace: 'shop', name })
const cause = { reason: 'ImagePullBackOff', message: 'no such image', final: false }
const names = ['b', 'a', 'c', 'd', 'e', 'f10', 'f9']

const waiting = (name: string, message = 'waiting for 1 replica', causes: (typeof cause)[] = []): Event => ({
  type: 'progress',
  ref: refOf(name),
  message,
  counts: undefined,
  causes,
})
const ready = (name: string, kind?: string): Event => ({ type: 'ready', ref: refOf(name, kind), message: '1 ready' })

/** The lines that a pipe gets of these events; a number lets so many milliseconds go by. */
function lines(...events: (Event | number)[]): string[] {
  const terminal = new Terminal(300, 50)
  const progress = plainProgress(penOf(terminal, { NO_COLOR: '1', CI: '1' }))
  for (const event of events) {
    if (typeof event === 'number') vi.advanceTimersByTime(event)
    else progress.emit(event)
  }
  progress.close()
  return terminal.screen().slice(0, -1)
}

describe('a few workloads', () => {
  test('are told as many are: once, together where they come at a time', () => {
    expect(
      lines(waiting('a'), waiting('b'), waiting('a', 'waiting for 2'), 200, waiting('a'), ready('b'), 200, ready('a')),
    ).toEqual([
      'waiting  2 workloads: Deployment shop/a, b',
      'ready    Deployment shop/b: 1 ready',
      'ready    Deployment shop/a: 1 ready',
    ])
  })

  test('have a line for each change of state, each once, where only one is waited for', () => {
    const hook = ready('migrate', 'Job')
    const changes = [waiting('a'), 200, waiting('a', 'waiting for 2'), waiting('a'), 200, ready('a')]
    const own = [
      'waiting  Deployment shop/a: waiting for 1 replica',
      'waiting  Deployment shop/a: waiting for 2',
      'ready    Deployment shop/a: 1 ready',
    ]
    expect(lines(...changes)).toEqual(own)
    expect(lines(hook, 200, ...changes).slice(1)).toEqual(own)
    expect(lines(...changes, 200, waiting('b'), waiting('c'), 200, waiting('b', 'waiting for 2'))).toEqual([
      ...own,
      'waiting  2 workloads: Deployment shop/b, c',
    ])
  })

  test('have a line of their own where the wait can be done without', () => {
    const optional = { ...waiting('f', 'the annotation skips that'), isOptional: true } as Event
    expect(lines(waiting('a'), waiting('b'), optional)).toEqual([
      'waiting  2 workloads: Deployment shop/a, b',
      'waiting  Deployment shop/f: the annotation skips that',
    ])
  })

  test('are told before what comes after them', () => {
    const notice: Event = { type: 'notice', message: 'so it is' }

    expect(lines(waiting('a'), notice, ready('a'), notice)).toEqual([
      'waiting  Deployment shop/a: waiting for 1 replica',
      'so it is',
      'ready    Deployment shop/a: 1 ready',
      'so it is',
    ])
  })
})

describe('many workloads', () => {
  test('are named up to eight, the others counted', () => {
    const many = Array.from({ length: 29 }, (_, index) => waiting(`w${index}`))
    expect(lines(...many)).toEqual([
      'waiting  29 workloads: Deployment shop/w0, w1, w2, w3, w4, w5, w6, w7 and 21 more',
    ])
  })

  test('are told once, together, sorted, without the changes on their way', () => {
    const changes = names.map((name) => waiting(name, 'waiting for its pods'))

    expect(lines(...names.map((name) => waiting(name)), waiting('a', 'waiting'), 200, ...changes)).toEqual([
      'waiting  7 workloads: Deployment shop/a, b, c, d, e, f9, f10',
    ])
  })

  test('have a line of their own where something stands in their way', () => {
    const events = names.map((name) => waiting(name))

    expect(lines(...events, waiting('c', 'waiting', [cause]), 200, waiting('d', 'waiting', [cause]))).toEqual([
      'waiting  6 workloads: Deployment shop/a, b, d, e, f9, f10',
      'waiting  Deployment shop/c: waiting; ImagePullBackOff: no such image',
      'waiting  Deployment shop/d: waiting; ImagePullBackOff: no such image',
    ])
  })

  test('share a line where they get ready at a time, with how many are', () => {
    const events = names.map((name) => waiting(name))

    expect(lines(...events, 200, ready('b'), 200, ready('a'), ready('d'), ready('db', 'StatefulSet')).slice(1)).toEqual(
      [
        'ready    Deployment shop/b: 1 ready',
        'ready    3 workloads: Deployment shop/a, d; StatefulSet shop/db (4 of 8)',
      ],
    )
  })

  test('are told again after another plan', () => {
    const planned = {
      ...({ type: 'planned', create: 0, change: 7, adopt: 0, transfer: 0, recreate: 0 } as const),
      ...({ delete: 0, orphan: 0, unchanged: 0 } as const),
    }
    const events = names.map((name) => waiting(name))

    expect(lines(...events, planned, ...events).filter((line) => line.startsWith('waiting'))).toHaveLength(2)
  })
})
