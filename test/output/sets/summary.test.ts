import { describe, expect, test } from 'vitest'
import { type EndedSet, showSetSummary } from '../../../src/output/sets/summary.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import { endOf, errorEnd, failedEnd, releaseOf, unchangedEnd } from '../../support/output/set-events.ts'
import { penOf, Terminal } from '../../support/output/terminal-screen.ts'

const skipped = (label: string) =>
  endOf(label, { action: undefined, state: 'skipped', facts: undefined, reason: 'it needs prod_api', elapsed: 0 })

const set = (releases: EndedSet['releases'], more: Partial<EndedSet> = {}): EndedSet => ({
  ...{ run: '20261130T035812-9f3c', releases, elapsed: 74_000, interrupted: undefined, hasError: false, next: [] },
  ...more,
})

function lines(ended: EndedSet): string[] {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  showSetSummary(
    ended,
    createScreen({ stdout: stream, stderr: stream }, {}, (text) => text.replaceAll('hunter2', '(masked 1)')).err,
  )
  return pieces.join('').split('\n').slice(0, -1)
}

describe('the end of a run on a set', () => {
  test('is a table with those that failed last, their causes, all of them in a line, and what to type next', () => {
    const next = ['kdeploy status -p prod_api', "kdeploy undo -p 'prod_*' --run 20261130T035812-9f3c"]
    expect(
      lines(set([failedEnd('prod_api'), skipped('prod_web'), endOf('prod_bus'), unchangedEnd('prod_db')], { next })),
    ).toEqual([
      'RELEASE   OUTCOME    REVISION  CHANGES    TIME',
      'prod_bus  done       3         1 changed  12.3 s',
      'prod_db   unchanged  -         -          0.1 s',
      'prod_web  skipped    -         -          -',
      '  it needs prod_api',
      'prod_api  failed     4         1 changed  12.3 s',
      "  Deployment shop/api: its new pod can't become ready: CrashLoopBackOff: exited with code 1",
      'failed: 1 done, 1 unchanged, 1 failed, 1 skipped of 4 releases, 1 min 14 s (run 20261130T035812-9f3c)',
      'next: kdeploy status -p prod_api',
      "      kdeploy undo -p 'prod_*' --run 20261130T035812-9f3c",
    ])
  })

  test('has the revision at which a release stands that was restored or brought back', () => {
    const restoration = { outcome: 'restored', target: 2, revision: 5 } as const
    const api = failedEnd('prod_api')
    const restored = { ...api, state: 'restored', facts: { failures: [], ...api.facts, restoration } } as const
    const back = endOf('prod_bus', { state: 'restored', reason: 'brought back to revision 2', revision: 6 })

    const shown = lines(set([restored, back]))

    expect(shown).toContain('prod_api  restored  5         1 changed  12.3 s')
    expect(shown).toContain('prod_bus  restored  6         1 changed  12.3 s')
  })

  test('is a line where nothing was to do', () => {
    const labels = Array.from({ length: 100 }, (_, index) => `prod_${index}`)

    expect(lines(set(labels.map(unchangedEnd)))).toEqual([
      'done: 100 releases unchanged, 1 min 14 s (run 20261130T035812-9f3c)',
    ])
  })

  test('counts unchanged ones that are many in one line', () => {
    const labels = Array.from({ length: 97 }, (_, index) => `prod_${index}`)

    expect(lines(set([...labels.map(unchangedEnd), endOf('prod_x')]))).toEqual([
      expect.stringMatching(/^unchanged: prod_0, .* and 85 more$/),
      'RELEASE  OUTCOME  REVISION  CHANGES    TIME',
      'prod_x   done     3         1 changed  12.3 s',
      'done: 1 done, 97 unchanged of 98 releases, 1 min 14 s (run 20261130T035812-9f3c)',
    ])
  })

  test('tells those that never began for the same reason in one line where they are many', () => {
    const labels = Array.from({ length: 5 }, (_, index) => `prod_${index}`)

    expect(lines(set([...labels.map(skipped), failedEnd('prod_api')])).slice(0, 3)).toEqual([
      'skipped (it needs prod_api): prod_0, prod_1, prod_2, prod_3, prod_4',
      'RELEASE   OUTCOME  REVISION  CHANGES    TIME',
      'prod_api  failed   4         1 changed  12.3 s',
    ])
  })

  test('has no secret in a cause, and a bug as one', () => {
    const bug = endOf('prod_b', {
      state: 'failed',
      exitCode: 70,
      facts: undefined,
      error: new TypeError('x is hunter2'),
    })
    const shown = lines(set([errorEnd('prod_a', 'hunter2 is no name'), bug]))

    expect(shown).toContain('  (masked 1) is no name')
    expect(shown).toContain('  a bug in kdeploy: x is (masked 1)')
  })

  test('says of a signal which releases it interrupted, and what they did', () => {
    const one = endOf('prod_a', {
      ...{ state: 'failed', exitCode: 130, facts: undefined, error: new Error('aborted'), interrupted: true },
      done: 'already written: ConfigMap shop/a',
    })

    expect(lines(set([one], { interrupted: 'SIGINT' })).slice(1)).toEqual([
      'prod_a   interrupted  -         -        12.3 s',
      '  already written: ConfigMap shop/a',
      'interrupted by SIGINT: 1 release interrupted, 1 min 14 s (run 20261130T035812-9f3c)',
    ])
  })

  test('breaks no line on a narrow terminal', () => {
    const terminal = new Terminal(40, 24)
    const releases = [endOf('prod_bus'), failedEnd('prod_api')].map((one) => ({
      ...one,
      release: releaseOf('prod_api'),
    }))
    showSetSummary(set(releases), penOf(terminal, { NO_COLOR: '1' }))

    const shown = terminal.screen()
    expect(shown[0]).toBe('prod_api: done, revision 3, 1 changed, 12.3 s')
    expect(shown.find((line) => line.startsWith('  Deployment'))?.length).toBeLessThan(40)
  })
})
