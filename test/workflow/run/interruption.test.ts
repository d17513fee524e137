import { describe, expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { ApiError } from '../../../src/cluster/errors/api-error.ts'
import { KdeployError } from '../../../src/errors.ts'
import {
  Interrupted,
  rethrowAsInterrupted,
  rethrowWithPrevious,
  throwIfInterrupted,
} from '../../../src/workflow/run/interruption.ts'
import { partOf, startRun } from '../../../src/workflow/run/run.ts'
import { worldIn } from '../../support/world.ts'

const ref = (name: string) => ({ group: '', version: 'v1', kind: 'ConfigMap', namespace: 'shop', name })
const unreachable = new KdeployError({ code: 'cluster-unreachable', category: 'cluster', message: 'no answer' })
const refused = new ApiError({ status: 422, reason: 'Invalid', message: 'no', request: 'PATCH /x', causes: [] })

/** A run that a signal interrupts, once it has done `deeds`. */
function interrupted(deeds: (run: ReturnType<typeof startRun>) => void = () => {}) {
  const world = { ...worldIn('.'), interrupted: AbortSignal.abort('SIGINT') }
  const run = startRun({} as Cluster, world, () => {})
  deeds(run)
  return run
}

function thrown(act: () => unknown): Interrupted {
  try {
    act()
  } catch (error) {
    if (error instanceof Interrupted) return error
  }
  throw new Error('nothing was thrown')
}

describe('an interrupted run', () => {
  test('that did nothing says so, and proposes nothing', () => {
    const { message, next } = thrown(() => throwIfInterrupted(interrupted()))

    expect({ message, next }).toEqual({ message: 'nothing was written', next: undefined })
  })

  test('tells all that it did, and of what the outcome is unknown', () => {
    const run = interrupted(({ ledger }) => {
      ledger.record(ref('a'), 'write-unknown')
      ledger.record(ref('a'), 'created')
      ledger.record(ref('b'), 'write-unknown')
      ledger.record(ref('c'), 'deleting')
      ledger.record(ref('f'), 'deleting')
      ledger.record(ref('c'), 'deleted')
      ledger.record(ref('d'), 'orphaned')
      ledger.record({ ...ref('e'), kind: 'Job' }, 'hook-running')
    })

    expect(thrown(() => throwIfInterrupted(run)).message).toBe(
      [
        '1 already written, 1 outcome unknown, 1 deleted, 1 being deleted, 1 orphaned, 1 hook may still be running',
        'already written: ConfigMap shop/a',
        'outcome unknown: ConfigMap shop/b',
        'deleted: ConfigMap shop/c',
        'being deleted: ConfigMap shop/f',
        'orphaned: ConfigMap shop/d',
        'hooks that may still be running: Job shop/e',
      ].join('\n'),
    )
  })

  test('tells what the whole of it did, not only the part that was interrupted', () => {
    const run = interrupted(({ ledger }) => ledger.record(ref('a'), 'created'))
    const part = partOf(run)
    part.ledger.record(ref('b'), 'changed')

    expect(thrown(() => throwIfInterrupted(part)).message).toBe('already written: ConfigMap shop/a, ConfigMap shop/b')
  })

  test.for([
    ['a request that was cut off', unreachable, undefined],
    ['several of those', new KdeployError({ ...unreachable, problems: [unreachable, unreachable] }), undefined],
    ['a refusal', refused, 'manifest-invalid'],
    ['a refusal among those', problemsOf(unreachable, explainedRefusal()), 'forbidden'],
    ['a bug', new TypeError('x'), undefined],
  ] as const)('that ends with %s keeps what was refused', async ([, cause, code]) => {
    const error = thrown(() => rethrowAsInterrupted(interrupted())(cause))

    expect(error.cause).toBe(cause)
    expect(error.refusal?.code).toBe(code)
  })

  test('that told what it did already is not told otherwise', () => {
    const told = new Interrupted('already written: a', 'look')

    expect(() => rethrowAsInterrupted(interrupted())(told)).toThrow(told)
  })
})

function explainedRefusal() {
  return new KdeployError({ code: 'manifest-invalid', category: 'input', message: 'no' })
}

function problemsOf(...problems: KdeployError[]) {
  return new KdeployError({ code: 'forbidden', category: 'cluster', message: 'two problems', problems })
}

describe('the revision that an undo would bring back', () => {
  test('is named by an interruption that left something, and by no other error', () => {
    const left = new Interrupted('already written: a', 'look', new Error('refused'))
    const nothing = new Interrupted('nothing was written')
    const error = new Error('a')

    expect(thrown(() => rethrowWithPrevious(3)(left))).toMatchObject({
      message: left.message,
      next: 'look',
      previous: 3,
      cause: left.cause,
    })
    expect(thrown(() => rethrowWithPrevious(3)(nothing)).previous).toBeUndefined()
    expect(() => rethrowWithPrevious(3)(error)).toThrow(error)
  })
})
