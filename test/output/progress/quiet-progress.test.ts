import { expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { quietProgress } from '../../../src/output/progress/quiet-progress.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

const ref = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'shop', name: 'migrate' }
const other = { ...ref, name: 'seed' }
const log = (line: string, of = ref): Event => ({ type: 'log', ref: of, pod: 'migrate-x', container: 'app', line })
const failed: Event = { type: 'failed', report: { ref, place: undefined, message: 'failed', causes: [] } }

function lines(...events: Event[]): string[] {
  const terminal = new Terminal(200, 60)
  const progress = quietProgress(penOf(terminal, { NO_COLOR: '1' }))
  for (const event of events) progress.emit(event)
  progress.close()
  return terminal.screen().slice(0, -1)
}

test('a quiet run leaves the beginning, warnings and failures', () => {
  const planned = {
    ...({ type: 'planned', create: 0, change: 1, adopt: 0, transfer: 0, recreate: 0 } as const),
    ...({ delete: 0, orphan: 0, unchanged: 0 } as const),
  }
  const problem = new KdeployError({ code: 'forbidden', category: 'cluster', message: 'no' })

  expect(
    lines(
      { type: 'start', release: undefined, namespace: 'shop', kubeContext: 'kind', server: 'https://127.0.0.1' },
      planned,
      { type: 'warning', message: 'deprecated' },
      { type: 'written', ref, action: 'change' },
      { type: 'hook', ref, phase: 'before-apply' },
      { type: 'progress', ref, message: 'slow', counts: undefined },
      { type: 'reminder', waitingFor: [], elapsed: 1 },
      { type: 'ready', ref, message: 'ready' },
      { type: 'deleting', ref, reason: 'held' },
      { type: 'deleted', ref },
      { type: 'orphaned', ref, reason: 'kept' },
      { type: 'unready', objects: [{ ref: other, message: 'slow', causes: [] }] },
      failed,
      { type: 'error', problem },
    ),
  ).toEqual([
    'namespace shop, kube context kind, https://127.0.0.1',
    'plan: 0 to create, 1 to change, 0 unchanged',
    'warning: deprecated',
    'waiting  Job shop/seed: slow',
    'failed   Job shop/migrate: failed',
    'error: no',
  ])
})

test('the end of a hook’s log comes with its failure, and with no success', () => {
  const many = Array.from({ length: 30 }, (_, index) => log(`line ${index}`))

  const told = lines(...many, log('of another', other), { type: 'ready', ref: other, message: 'completed' }, failed)

  expect(told).toHaveLength(21)
  expect(told[0]).toBe('migrate-x app | line 10')
  expect(told.at(-1)).toBe('failed   Job shop/migrate: failed')
})

test('a long wait is told of each minute, in every wait', () => {
  const waitingFor = [{ ref, message: 'waiting for its completion', causes: [] }]
  const reminder = (seconds: number): Event => ({ type: 'reminder', waitingFor, elapsed: seconds * 1000 })

  expect(lines(...[30, 60, 90, 120, 30, 60].map(reminder))).toEqual([
    'still waiting after 1 min 00 s: Job shop/migrate: waiting for its completion',
    'still waiting after 2 min 00 s: Job shop/migrate: waiting for its completion',
    'still waiting after 1 min 00 s: Job shop/migrate: waiting for its completion',
  ])
})
