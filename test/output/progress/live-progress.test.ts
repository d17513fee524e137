import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Cause } from '../../../src/kinds/rules/kind.ts'
import type { ObjectRef } from '../../../src/manifest/types.ts'
import { createProgress } from '../../../src/output/progress/live-progress.ts'
import type { Event } from '../../../src/workflow/run/events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

const refOf = (name: string, namespace = 'shop'): ObjectRef => ({
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  namespace,
  name,
})

const waiting = (name: string, causes: readonly Cause[] = [], namespace = 'shop'): Event => ({
  type: 'progress',
  ref: refOf(name, namespace),
  message: 'waiting for 1 of 2 replicas to become available',
  counts: { updated: 2, ready: 1, total: 2 },
  causes,
})

const pulling: Cause = { reason: 'ImagePullBackOff', message: "the registry doesn't answer", final: false }

/** A live view on a terminal; every event is drawn. */
function liveOn(terminal: Terminal, redact?: (text: string) => string) {
  let time = 0
  const progress = createProgress(penOf(terminal, { NO_COLOR: '1' }, redact), () => time)
  return {
    tell(...events: Event[]) {
      for (const event of events) progress.emit(event)
      vi.advanceTimersByTime(60)
    },
    wait(milliseconds: number) {
      time += milliseconds
      vi.advanceTimersByTime(milliseconds)
    },
    close: () => progress.close(),
  }
}

describe('the live view of a rollout', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  test('has a line for each workload: name, counts, time, and what it waits for or what is in its way', () => {
    const terminal = new Terminal(110, 24)
    const live = liveOn(terminal)
    live.tell(waiting('web'), waiting('worker', [pulling]))
    live.wait(65_000)

    expect(terminal.screen()).toEqual([
      'WORKLOAD           UPDATED  READY  TOTAL   TIME  WAITING FOR',
      "Deployment worker        2      1      2  1m05s  ImagePullBackOff: the registry doesn't answer",
      'Deployment web           2      1      2  1m05s  1 of 2 replicas to become available',
      '',
    ])
    live.close()
  })

  test('gives a workload its last line above the table when it is ready, and ends without a table', () => {
    const terminal = new Terminal(110, 24)
    const live = liveOn(terminal)
    live.tell(waiting('web'), waiting('worker'))
    live.wait(3000)
    live.tell({ type: 'ready', ref: refOf('web'), message: '2 replicas ready' })
    expect(terminal.screen()).toEqual([
      'ready    Deployment shop/web: 2 replicas ready (3s)',
      'WORKLOAD           UPDATED  READY  TOTAL  TIME  WAITING FOR',
      'Deployment worker        2      1      2    3s  1 of 2 replicas to become available',
      '',
    ])
    live.tell({ type: 'ready', ref: refOf('worker'), message: '2 replicas ready' })
    live.close()

    expect(terminal.screen()).toEqual([
      'ready    Deployment shop/web: 2 replicas ready (3s)',
      'ready    Deployment shop/worker: 2 replicas ready (3s)',
      '',
    ])
  })

  test('puts the causes of a failure last, after what was still on its way', () => {
    const terminal = new Terminal(110, 24)
    const live = liveOn(terminal)
    live.tell(waiting('web'), waiting('worker'))
    live.tell({ type: 'unready', objects: [{ ref: refOf('worker'), message: 'slow', causes: [pulling] }] })
    const causes = [{ ...pulling, pod: 'web-1', container: 'app', lines: ['\u001b[31mno\u001b[0m'] }]
    live.tell({
      type: 'failed',
      report: { ref: refOf('web'), place: { file: 'web.yaml', line: 3 }, message: 'no', causes },
    })
    live.close()

    expect(terminal.screen()).toEqual([
      "waiting  Deployment shop/worker: slow; ImagePullBackOff: the registry doesn't answer",
      'failed   Deployment shop/web: no',
      '         from web.yaml:3',
      "         pod web-1, container app: ImagePullBackOff: the registry doesn't answer",
      '           | no',
      '',
    ])
  })

  test.each([
    [100, 24],
    [60, 15],
    [34, 10],
    [12, 5],
    [3, 3],
  ])('keeps thirty workloads within %d columns and %d rows', (columns, rows) => {
    const terminal = new Terminal(columns, rows)
    const live = liveOn(terminal)
    live.tell(
      ...Array.from({ length: 30 }, (_, index) =>
        waiting(`日本-with-a-long-name-${index}`, index === 7 ? [pulling] : []),
      ),
    )

    const shown = terminal.screen().filter((line) => line !== '')
    expect(shown.length).toBeLessThan(rows)
    for (const line of shown) expect(line.length).toBeLessThan(columns)
    if (rows > 10) expect(shown.at(-1)).toMatch(/^… and \d+ more$/)
    live.close()
  })

  test('hides the cursor within a frame only, so that no end can leave it hidden', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal)
    live.tell(waiting('web'))
    live.wait(2000)

    for (const frame of terminal.writes) expect(frame).toMatch(/^\u001b\[\?25l[\s\S]*\u001b\[\?25h$/)
    live.close()
  })

  test('masks a sensitive value before it is cut', () => {
    const terminal = new Terminal(80, 24)
    const live = liveOn(terminal, (text) => text.replaceAll('hunter2hunter2', '(masked 1)'))
    live.tell(
      waiting('web', [
        { reason: 'Unhealthy', message: `GET /?password=${'x'.repeat(10)}hunter2hunter2`, final: false },
      ]),
    )

    expect(terminal.writes.join('')).not.toContain('hunter')
    live.close()
  })

  test.each([{ CI: 'true' }, { TERM: 'dumb' }])('gives way to plain lines with %j', (environment) => {
    const terminal = new Terminal(80, 24)
    const progress = createProgress(penOf(terminal, { NO_COLOR: '1', ...environment }), () => 0)
    progress.emit(waiting('web'))
    progress.emit(waiting('web'))
    progress.close()

    expect(terminal.writes).toEqual(['waiting  Deployment shop/web: waiting for 1 of 2 replicas to become available\n'])
  })
})
