import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { systems } from '../../../src/output/ci/systems.ts'
import { foldedProgress } from '../../../src/output/progress/folded-progress.ts'
import { createScreen, type Pen } from '../../../src/output/terminal/screen.ts'
import { showWarning } from '../../../src/output/terminal/warning.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { hostileName } from '../../support/output/hostile.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const refOf = (name: string, kind = 'Deployment') => ({ group: 'apps', version: 'v1', kind, namespace: 'shop', name })
const written = (name: string): Event => ({ type: 'written', ref: refOf(name), action: 'change' })
const waiting = (name: string, kind?: string): Event => ({
  ...{ type: 'progress', ref: refOf(name, kind), message: 'waiting for 1 replica', counts: undefined, causes: [] },
})
const ready = (name: string, kind?: string): Event => ({ type: 'ready', ref: refOf(name, kind), message: '1 ready' })
const failed = (name: string, kind?: string): Event => ({
  type: 'failed',
  report: { ref: refOf(name, kind), place: undefined, message: "can't become ready", causes: [] },
})
const hook: Event = { type: 'hook', ref: refOf('migrate', 'Job'), phase: 'before-apply' }
const log = (line: string): Event => ({ type: 'log', ref: refOf('migrate', 'Job'), pod: 'p', container: 'app', line })
const reminder = (elapsed: number): Event => ({
  type: 'reminder',
  waitingFor: [{ ref: refOf('web'), message: 'waiting', causes: [] }],
  elapsed,
})

/** A step is an event, a time to let go by in milliseconds, or what happens outside of the run's events. */
type Step = Event | number | ((pen: Pen) => void)

/** What a pipe gets of these, without the end of the run unless `ends`. */
function lines(steps: readonly Step[], ends = true, system: keyof typeof systems = 'github'): string[] {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  const { err } = createScreen({ stdout: stream, stderr: stream }, {}, (text) => text)
  err.foldAs(systems[system].log('r', () => 0))
  const progress = foldedProgress(err)
  for (const step of steps) {
    if (typeof step === 'number') vi.advanceTimersByTime(step)
    else if (typeof step === 'function') step(err)
    else progress.emit(step)
  }
  if (ends) progress.close()
  return pieces.join('').split('\n').slice(0, -1)
}

describe('the output of a run in a CI job', () => {
  test('has the writes, the wait and the deletions in folds, and its plan and failures outside', () => {
    const counts = { create: 0, change: 1, adopt: 0, transfer: 0, recreate: 0, delete: 1, orphan: 0, unchanged: 0 }
    expect(
      lines([
        { type: 'planned', ...counts },
        ...[written('web'), written('api'), waiting('web'), waiting('api'), 200, ready('api')],
        { type: 'deleted', ref: refOf('old') },
        failed('web'),
      ]),
    ).toEqual([
      'plan: 0 to create, 1 to change, 1 to delete, 0 unchanged',
      '::group::writing objects',
      'changed  Deployment shop/web',
      'changed  Deployment shop/api',
      '::endgroup::',
      '::group::waiting until the workloads are ready',
      'waiting  2 workloads: Deployment shop/api, web',
      'ready    Deployment shop/api: 1 ready',
      '::endgroup::',
      '::group::deleting objects',
      'deleted  Deployment shop/old',
      '::endgroup::',
      "failed   Deployment shop/web: can't become ready",
    ])
  })

  test('has a hook in a fold with its log and its wait, and repeats the end of the log where it failed', () => {
    const told = Array.from({ length: 25 }, (_, index) => log(`line ${index + 1}`))
    const shown = lines([hook, waiting('migrate', 'Job'), 200, ...told, failed('migrate', 'Job')])

    expect(shown.slice(0, 3)).toEqual([
      '::group::hook Job shop/migrate',
      'hook     Job shop/migrate (before the deploy)',
      'waiting  Job shop/migrate: waiting for 1 replica',
    ])
    const end = shown.indexOf('::endgroup::')
    expect(shown.slice(end - 1, end + 2)).toEqual(['p app | line 25', '::endgroup::', 'p app | line 6'])
    expect(shown.slice(-2)).toEqual(['p app | line 25', "failed   Job shop/migrate: can't become ready"])
  })

  test('has a warning outside of the fold in which it comes, also one that is no event', () => {
    const warning: Event = { type: 'warning', message: 'deprecated' }
    const fromServer = (pen: Pen) => showWarning('unknown field', pen)
    expect(lines([written('a'), warning, written('b'), fromServer, written('c')])).toEqual([
      '::group::writing objects',
      'changed  Deployment shop/a',
      '::endgroup::',
      'warning: deprecated',
      '::group::writing objects',
      'changed  Deployment shop/b',
      '::endgroup::',
      'warning: unknown field',
      '::group::writing objects',
      'changed  Deployment shop/c',
      '::endgroup::',
    ])
  })

  test('says outside what a long wait is for, each time it took twice as long', () => {
    const minutes = [0.5, 1, 1.5, 2, 3, 4, 8]
    const shown = lines([waiting('web'), 200, ...minutes.map((count) => reminder(count * 60_000))])

    const outside: string[] = []
    let isFolded = false
    for (const line of shown) {
      if (line.startsWith('::')) isFolded = line.startsWith('::group::')
      else if (!isFolded) outside.push(line.replace(/:.*/, ''))
    }
    expect(outside).toEqual([
      'still waiting after 1 min 00 s',
      'still waiting after 2 min 00 s',
      'still waiting after 4 min 00 s',
      'still waiting after 8 min 00 s',
    ])
  })

  test.each([
    ['ends', []],
    [
      'is ended by an error',
      [{ type: 'error', problem: new KdeployError({ code: 'forbidden', category: 'cluster', message: 'no' }) }],
    ],
  ] as const)('leaves no fold open where the run %s', (_, last) => {
    for (const system of ['github', 'gitlab'] as const) {
      const text = lines([hook, written('a'), waiting('a'), ...last], true, system).join('\n')
      const opened = text.match(/::group::|section_start:\d+:\w+/g) ?? []
      const closed = text.match(/::endgroup::|section_end:\d+:\w+/g) ?? []
      expect(closed.map((one) => one.replace('end', 'start'))).toEqual(
        opened.map((one) => one.replace('::group::', '::startgroup::')),
      )
      expect(new Set(opened).size).toBe(system === 'gitlab' ? opened.length : 1)
    }
  })

  test('opens a fold for lines that come after a while', () => {
    expect(lines([waiting('a')], false)).toEqual([])
    expect(lines([waiting('a'), 200], false)).toEqual([
      '::group::waiting until the workloads are ready',
      'waiting  Deployment shop/a: waiting for 1 replica',
    ])
  })

  test('obeys no text of a pod', () => {
    const evil = [
      `${hostileName}`,
      '::error::x',
      '::stop-commands::x',
      '  ::endgroup::',
      '##[endgroup]',
      '\u001b[0Ksection_end:0:kdeploy_r_1\r\u001b[0K',
      '::add-mask::x',
    ]
    for (const system of ['github', 'gitlab'] as const) {
      const shown = lines([hook, ...evil.map(log)], true, system)
      const own = shown.filter((line) => /^::|\u001b|##[a-z]*\[|^\s+::/.test(line))
      expect(own).toHaveLength(2)
    }
  })
})
