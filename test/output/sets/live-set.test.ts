import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createSetProgress } from '../../../src/output/sets/create-progress.ts'
import {
  begun,
  endOf,
  errorEnd,
  failedOf,
  plannedOf,
  readyOf,
  releaseOf,
  type Step,
  setOf,
  startOf,
  tell,
  told,
  waitingOf,
  writtenOf,
} from '../../support/output/set-events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

const pulling = { reason: 'ImagePullBackOff', message: "the registry doesn't answer", final: false }

function liveOn(terminal: Terminal) {
  let time = 0
  const wait = (milliseconds: number) => {
    time += milliseconds
    vi.advanceTimersByTime(milliseconds)
  }
  const pen = penOf(terminal, { NO_COLOR: '1' })
  const progress = createSetProgress(pen, { command: 'apply', quiet: false, form: 'live', now: () => time })
  return {
    tell(...steps: Step[]) {
      tell(progress, steps, wait)
      wait(60)
    },
    wait,
    pen,
    close: () => progress.close(),
  }
}

/** What stands on the terminal in the end, without empty lines. */
function shownOn(terminal: Terminal): string[] {
  return terminal.screen().filter((line) => line !== '')
}

describe('the live view of a set', () => {
  test('has a line for each release that is worked on, its workloads below it, and how far the set is', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(
      setOf('prod_bus', 'prod_db', 'prod_api'),
      begun('prod_bus'),
      told('prod_bus', startOf()),
      told('prod_bus', plannedOf(0, 2)),
      told('prod_bus', writtenOf('bus')),
      told('prod_bus', waitingOf('bus')),
      told('prod_bus', waitingOf('worker', [pulling])),
      told('prod_bus', readyOf('hook')),
      begun('prod_db'),
      told('prod_db', plannedOf(0, 2)),
      told('prod_db', writtenOf('db')),
    )
    live.wait(5000)

    expect(shownOn(terminal)).toEqual([
      'apply of 3 releases: prod_bus, prod_db, prod_api (run 20261130T035812-9f3c)',
      'kube context prod-eu, https://prod-eu:6443',
      'RELEASE              READY  TIME  WAITING FOR',
      'prod_bus               1/3    5s  2 workloads',
      '  Deployment bus       1/2    5s  1 of 2 replicas to become available',
      "  Deployment worker    1/2    5s  ImagePullBackOff: the registry doesn't answer",
      'prod_db                  -    5s  writing 1 of 2',
      '0 of 3 done, 2 running, 1 left, 5s',
    ])
    live.close()
  })

  test('names what a release with one workload waits for in its own line', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(setOf('prod_bus'), begun('prod_bus'), told('prod_bus', waitingOf('bus')))

    expect(shownOn(terminal)).toContain('prod_bus    0/1    0s  Deployment bus: 1 of 2 replicas to become available')
    live.close()
  })

  test('tells a release that failed from those that run, also while it is restored', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(
      setOf('prod_api', 'prod_bus'),
      begun('prod_api'),
      begun('prod_bus'),
      told('prod_api', waitingOf('api')),
      told('prod_api', waitingOf('worker')),
      told('prod_bus', waitingOf('bus')),
      told('prod_api', failedOf('api')),
    )
    const failed = shownOn(terminal)

    expect(failed).toContain('prod_api    0/2    0s  failed: Deployment api')
    expect(failed.at(-1)).toBe('0 of 2 done, 1 failed, 1 running, 0s')

    live.tell(told('prod_api', plannedOf(0, 1)), told('prod_api', writtenOf('api')), told('prod_api', waitingOf('api')))
    const restoring = shownOn(terminal)

    expect(restoring).toContainEqual(expect.stringContaining('restoring: Deployment api: 1 of 2'))
    expect(restoring.at(-1)).toBe('0 of 2 done, 1 failed, 1 running, 0s')
    live.close()
  })

  test('counts what is brought back as running again, and not as done', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(setOf('prod_bus', 'prod_api'), endOf('prod_bus'), errorEnd('prod_api'), begun('prod_bus', 'undo'))

    expect(shownOn(terminal).at(-1)).toBe('0 of 2 done, 1 failed, 1 running, 0s')
    live.close()
  })

  test('leaves a line of a release that ended, all of an error, and no table in the end', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(
      setOf('prod_bus', 'prod_api'),
      begun('prod_bus'),
      begun('prod_api'),
      told('prod_bus', writtenOf('bus')),
      endOf('prod_bus'),
      errorEnd('prod_api'),
    )
    expect(shownOn(terminal).at(-1)).toBe('1 of 2 done, 1 failed, 0s')
    live.close()

    expect(shownOn(terminal).slice(1)).toEqual([
      '[prod_bus] done: revision 3',
      '[prod_api] error: the variable greeting is undefined',
      '[prod_api] nothing was written',
    ])
  })

  for (const [columns, rows] of [
    [40, 24],
    [40, 8],
    [80, 5],
    [12, 3],
  ] as const) {
    test(`keeps a hundred releases within ${columns} columns and ${rows} rows`, () => {
      const terminal = new Terminal(columns, rows)
      const live = liveOn(terminal)
      const labels = Array.from({ length: 100 }, (_, index) => `prod_service-with-a-name-${index}`)
      live.tell(
        ...labels.flatMap((label) => [
          begun(label),
          told(label, waitingOf(`${label}-a`)),
          told(label, waitingOf(`${label}-b`, [pulling])),
        ]),
      )

      const shown = shownOn(terminal)
      expect(shown.length).toBeLessThan(rows)
      for (const line of shown) expect(line.length).toBeLessThan(columns)
      expect(shown.at(-1)).toMatch(/100|^0 of/)
      live.close()
    })
  }

  test('is taken away while a question is asked, and comes back', async () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(setOf('prod_bus'), begun('prod_bus', 'plan'))
    expect(shownOn(terminal).at(-1)).toBe('planning: 0 of 1 done, 1 running, 0s')

    await live.pen.region?.hideDuring(async () => {
      live.tell(begun('prod_bus'))
      live.wait(3000)
      terminal.write('apply this? [y/N] y\n')
    })

    expect(shownOn(terminal).slice(1)).toEqual([
      'apply this? [y/N] y',
      'RELEASE   READY  TIME  WAITING FOR',
      'prod_bus      -    3s  planning',
      '0 of 1 done, 1 running, 3s',
    ])
    live.close()
  })

  test('says what a step does after its releases, and for how long it watches them still', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(
      setOf('prod_a', 'prod_b'),
      { type: 'step', number: 1, of: 2, releases: [releaseOf('prod_a')] },
      begun('prod_a'),
      endOf('prod_a'),
      { type: 'bake', step: 1, releases: [releaseOf('prod_a')], duration: 600_000 },
      told('prod_a', readyOf('a')),
    )
    live.wait(60_000)

    expect(shownOn(terminal).at(-1)).toBe('step 1: watching for another 8m59s: 1 of 2 done, 1 left, 1m00s')
    live.close()
  })
})
