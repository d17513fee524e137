import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/cluster/api/cluster.ts'
import { startRun, withDeferredEvents } from '../../../src/workflow/run/run.ts'
import { worldIn } from '../../support/world.ts'

function runTelling(told: string[]) {
  return startRun({} as Cluster, worldIn('.'), (event) => {
    if ('message' in event) told.push(event.message)
  })
}

test('what happens at once is told in the order of its parts, not in that of the answers', () => {
  const told: string[] = []
  const run = runTelling(told)
  const [first, second] = [withDeferredEvents(run), withDeferredEvents(run)]

  second.run.emit({ type: 'notice', message: 'b' })
  first.run.emit({ type: 'warning', message: 'a' })
  expect(told).toEqual([])
  first.tell()
  second.tell()

  expect(told).toEqual(['a', 'b'])
})

test('what was told once is not told again', () => {
  const told: string[] = []
  const { run, tell } = withDeferredEvents(runTelling(told))

  run.emit({ type: 'notice', message: 'a' })
  tell()
  tell()

  expect(told).toEqual(['a'])
})

test('a run gives its ledger to whoever is told what happens', () => {
  const told: unknown[] = []
  const { ledger } = startRun({} as Cluster, worldIn('.'), (event) => told.push(event))

  expect(told).toEqual([{ type: 'begun', ledger }])
})
