import { expect, test } from 'vitest'
import { RunRecorder } from '../../../src/output/reports/run-record.ts'
import { failing, failure, quotaError, recordOf, refOf } from '../../support/output/run-record.ts'

test('a run is kept with what it waited for, how long, and how that ended', () => {
  const { awaited, planned, start, differences } = recordOf(failing)

  expect(awaited.map(({ ref, hook, outcome, elapsed }) => [ref.name, hook, outcome, elapsed])).toEqual([
    ['migrate', 'before-apply', 'ready', 2000],
    ['api', undefined, 'ready', 1000],
    ['slow', undefined, 'unfinished', 0],
    // Since it was written.
    ['web', undefined, 'failed', 4000],
  ])
  expect(awaited[3]?.failure).toEqual(failure)
  expect(awaited[0]?.log).toEqual(['migrating'])
  expect([planned?.change, start?.kubeContext, differences.length]).toEqual([2, 'prod-eu', 1])
})

test('what failed and was undone has failed, and the first plan counts', () => {
  const undo = { type: 'planned', change: 1, create: 7, adopt: 0, transfer: 0, recreate: 0 } as const
  const { awaited, planned } = recordOf([
    ...failing,
    { ...undo, delete: 0, orphan: 0, unchanged: 0 },
    { type: 'ready', ref: refOf('web'), message: '3 replicas ready' },
  ])

  expect(awaited.find(({ ref }) => ref.name === 'web')?.outcome).toBe('failed')
  expect(planned?.create).toBe(0)
})

test('only the end of a log is kept', () => {
  const lines = Array.from({ length: 5000 }, (_, index) => `line ${index}`)
  const ref = refOf('migrate', 'Job')
  const { awaited } = recordOf(lines.map((line) => ({ type: 'log', ref, pod: 'p', container: 'c', line })))
  expect(awaited[0]?.log).toEqual(lines.slice(-20))
})

test('warnings, what was not restored and errors are kept, also the one that ended the run', () => {
  const recorder = new RunRecorder('undo', () => 0)
  recorder.emit({ type: 'warning', message: 'one' })
  recorder.warn('two')
  recorder.emit({ type: 'not-restored', ref: refOf('a'), problem: quotaError })
  recorder.emit({ type: 'error', problem: quotaError })
  const error = new Error('x')
  const record = recorder.end({ exitCode: 70, elapsed: 0, lines: [], interrupted: false, error })

  expect(record.warnings.map(({ message }) => message)).toEqual(['one', 'two'])
  expect(record.problems).toEqual([quotaError, error])
  expect(record.notRestored).toHaveLength(1)
})
