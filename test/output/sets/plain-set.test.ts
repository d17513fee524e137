import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { systems } from '../../../src/output/ci/systems.ts'
import { createSetProgress, type SetView } from '../../../src/output/sets/create-progress.ts'
import { createScreen } from '../../../src/output/terminal/screen.ts'
import {
  begun,
  endOf,
  errorEnd,
  failedEnd,
  failedOf,
  plannedOf,
  readyOf,
  releaseOf,
  type Step,
  setOf,
  startOf,
  tell,
  told,
  unchangedEnd,
  waitingOf,
  writtenOf,
} from '../../support/output/set-events.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

/** What a pipe gets of these; `hunter2` is a known secret. */
function lines(steps: readonly Step[], view: Partial<SetView> = {}, system?: keyof typeof systems): string[] {
  const pieces: string[] = []
  const stream = { write: (text: string) => pieces.push(text) }
  const { err } = createScreen({ stdout: stream, stderr: stream }, {}, (text) =>
    text.replaceAll('hunter2', '(masked 1)'),
  )
  if (system !== undefined) err.foldAs(systems[system].log('r', () => 0))
  let time = 0
  const progress = createSetProgress(err, { command: 'apply', quiet: false, form: 'live', now: () => time, ...view })
  tell(progress, steps, (milliseconds) => {
    time += milliseconds
    vi.advanceTimersByTime(milliseconds)
  })
  progress.close()
  return pieces.join('').split('\n').slice(0, -1)
}

const two: readonly Step[] = [
  setOf('prod_bus', 'prod_billing'),
  ...['prod_bus', 'prod_billing'].map((label) => begun(label)),
  ...['prod_bus', 'prod_billing'].map((label) => told(label, startOf())),
  told('prod_bus', plannedOf(0, 1, 2)),
  told('prod_billing', plannedOf(2, 0)),
]

describe('a set in a plain log', () => {
  test('has the label in front of every line, aligned, and each cluster once', () => {
    expect(
      lines([
        ...two,
        told('prod_bus', writtenOf('bus')),
        told('prod_bus', waitingOf('bus')),
        200,
        told('prod_billing', failedOf('billing')),
        told('prod_bus', readyOf('bus')),
        failedEnd('prod_billing', 'billing'),
        endOf('prod_bus'),
      ]),
    ).toEqual([
      'apply of 2 releases: prod_bus, prod_billing (run 20261130T035812-9f3c)',
      'kube context prod-eu, https://prod-eu:6443',
      '[prod_bus]     plan: 0 to create, 1 to change, 2 unchanged in namespace shop',
      '[prod_billing] plan: 2 to create, 0 to change, 0 unchanged in namespace shop',
      '[prod_bus]     changed  Deployment shop/bus',
      '[prod_bus]     waiting  Deployment shop/bus: waiting for 1 of 2 replicas to become available',
      "[prod_billing] failed   Deployment shop/billing: its new pod can't become ready",
      '[prod_billing]          from templates/web.yaml:7:3',
      '[prod_billing]          pod web-57995f788c-9cdfl, container app: CrashLoopBackOff: exited with code 1',
      '[prod_billing]            | starting',
      "[prod_billing]            | KeyError: 'API_KEY'",
      '[prod_billing] failed: revision 3',
      '[prod_bus]     ready    Deployment shop/bus: 2 replicas ready',
      '[prod_bus]     done: revision 3',
    ])
  })

  test('names the cluster of a release that has one', () => {
    const labels = ['prod_bus@eu', 'prod_web@eu', 'prod_bus@us']
    const shown = lines([
      setOf(...labels),
      ...labels.map((label) => told(label, startOf(label.endsWith('eu') ? 'prod-eu' : 'prod-us'))),
    ])

    expect(shown.slice(1)).toEqual([
      'cluster eu: kube context prod-eu, https://prod-eu:6443',
      'cluster us: kube context prod-us, https://prod-us:6443',
    ])
  })

  test('tells a hundred releases in which there is nothing to do in a line', () => {
    const labels = Array.from({ length: 100 }, (_, index) => `prod_${index + 1}`)
    const steps = labels.flatMap((label): Step[] => [
      begun(label, 'plan'),
      told(label, startOf()),
      told(label, plannedOf(0, 0, 5)),
      { ...unchangedEnd(label), action: 'plan' },
      begun(label),
      told(label, plannedOf(0, 0, 5)),
      told(label, readyOf(label)),
      unchangedEnd(label),
    ])

    const shown = lines([setOf(...labels), ...steps])

    expect(shown).toHaveLength(3)
    expect(shown.at(-1)).toMatch(/^100 releases unchanged: prod_1, prod_2, .*prod_12 and 88 more$/)
  })

  test('tells a plan again only where it has become another one', () => {
    const shown = lines([...two, ...[plannedOf(0, 1, 2), plannedOf(0, 2, 1)].map((event) => told('prod_bus', event))])

    expect(shown.filter((line) => line.startsWith('[prod_bus]'))).toEqual([
      '[prod_bus]     plan: 0 to create, 1 to change, 2 unchanged in namespace shop',
      '[prod_bus]     plan: 0 to create, 2 to change, 1 unchanged in namespace shop',
    ])
  })

  test('tells a warning once, though it differs in the name of the release, and in the end of whom else', () => {
    const warn = (label: string, message: string) => told(label, { type: 'warning', message })
    const shown = lines([
      setOf('prod_bus', 'prod_api', 'prod_web'),
      ...['bus', 'api', 'web'].map((name) => warn(`prod_${name}`, `ConfigMap shop/${name} has hunter2`)),
      warn('prod_api', 'something else'),
    ])

    expect(shown.slice(1)).toEqual([
      '[prod_bus] warning: ConfigMap shop/bus has (masked 1)',
      '[prod_api] warning: something else',
      'warning: alike of prod_api, prod_web: ConfigMap shop/bus has (masked 1)',
    ])
  })

  test('refers to the first release that ended with the same error', () => {
    const shown = lines([
      setOf('prod_a', 'prod_b', 'prod_c'),
      ...['prod_a', 'prod_b'].map((label) => errorEnd(label)),
      errorEnd('prod_c', 'another one'),
    ])

    expect(shown.slice(1)).toEqual([
      '[prod_a] error: the variable greeting is undefined',
      '[prod_a] nothing was written',
      '[prod_b] error: the same as of prod_a: the variable greeting is undefined',
      '[prod_c] error: another one',
      '[prod_c] nothing was written',
    ])
  })

  test('puts the label before what follows a line break in a message, too', () => {
    const shown = lines([setOf('prod_a'), told('prod_a', { type: 'notice', message: 'one\n[prod_b] done' })])

    expect(shown.slice(1)).toEqual(['[prod_a] one', '[prod_a]   [prod_b] done'])
  })

  test('tells of no plan, no write and no wait where it is to be quiet', () => {
    const shown = lines(
      [
        ...two,
        told('prod_bus', writtenOf('bus')),
        told('prod_bus', waitingOf('bus')),
        200,
        told('prod_bus', failedOf('bus')),
        failedEnd('prod_bus'),
        unchangedEnd('prod_billing'),
      ],
      { quiet: true },
    )

    expect(shown.map((line) => line.slice(0, 24))).toEqual([
      'apply of 2 releases: pro',
      'kube context prod-eu, ht',
      '[prod_bus]     failed   ',
      '[prod_bus]              ',
      '[prod_bus]              ',
      '[prod_bus]              ',
      '[prod_bus]              ',
      '[prod_bus]     failed: r',
    ])
  })

  test('tells steps, bakes and their commands', () => {
    const shown = lines([
      setOf('prod_a', 'prod_b'),
      { type: 'step', number: 1, of: 2, releases: [releaseOf('prod_a')] },
      { type: 'bake', step: 1, releases: [releaseOf('prod_a')], duration: 600_000 },
      { type: 'baked', step: 1, elapsed: 600_000 },
      { type: 'step-command', step: 1, argv: ['ci/smoke.sh', 'a b'] },
      { type: 'step-output', step: 1, line: 'ok hunter2' },
      { type: 'step-command-ended', step: 1, elapsed: 1500 },
      { type: 'notice', message: 'a run stands half-way' },
      { type: 'warning', message: 'beware' },
    ])

    expect(shown.slice(1)).toEqual([
      'step 1 of 2: prod_a',
      'step 1: watching prod_a for 10 min before going on',
      'step 1: healthy after 10 min 00 s',
      "step 1: running ci/smoke.sh 'a b'",
      'step 1 | ok (masked 1)',
      'step 1: the command succeeded after 1.5 s',
      'a run stands half-way',
      'warning: beware',
    ])
  })

  test('tells what a release that has ended is watched for, as something new', () => {
    const shown = lines([
      setOf('prod_a', 'prod_b'),
      told('prod_a', readyOf('a')),
      unchangedEnd('prod_a'),
      told('prod_a', waitingOf('a')),
    ])

    expect(shown).toContain('[prod_a] waiting  Deployment shop/a: waiting for 1 of 2 replicas to become available')
  })
})

describe('a set in the log of a CI job', () => {
  const both: readonly Step[] = [
    ...two,
    told('prod_bus', writtenOf('bus')),
    told('prod_billing', writtenOf('billing')),
    told('prod_bus', waitingOf('bus')),
    told('prod_billing', failedOf('billing')),
    told('prod_bus', readyOf('bus')),
    failedEnd('prod_billing', 'billing'),
    endOf('prod_bus'),
  ]

  test('has a fold for each release, whose title says how it ended, and failures and plans outside', () => {
    expect(lines(both, { form: 'folded' }, 'github').slice(2)).toEqual([
      '[prod_bus]     plan: 0 to create, 1 to change, 2 unchanged in namespace shop',
      '[prod_billing] plan: 2 to create, 0 to change, 0 unchanged in namespace shop',
      "[prod_billing] failed   Deployment shop/billing: its new pod can't become ready",
      '[prod_billing]          from templates/web.yaml:7:3',
      '[prod_billing]          pod web-57995f788c-9cdfl, container app: CrashLoopBackOff: exited with code 1',
      '[prod_billing]            | starting',
      "[prod_billing]            | KeyError: 'API_KEY'",
      '::group::prod_billing: failed, revision 4, 1 changed, 12.3 s',
      'changed  Deployment shop/billing',
      '::endgroup::',
      '[prod_billing] failed: revision 3',
      '::group::prod_bus: done, revision 3, 1 changed, 12.3 s',
      'changed  Deployment shop/bus',
      'waiting  Deployment shop/bus: waiting for 1 of 2 replicas to become available',
      'ready    Deployment shop/bus: 2 replicas ready',
      'done: revision 3',
      '::endgroup::',
    ])
  })

  test('never has a section of GitLab within another', () => {
    const open: string[] = []
    for (const [, what = '', name = ''] of lines(both, { form: 'folded' }, 'gitlab')
      .join('\n')
      .matchAll(/section_(start|end):0:(\w+)/g)) {
      if (what === 'start') open.push(name)
      else expect(open.pop()).toBe(name)
      expect(open.length).toBeLessThan(2)
    }
    expect(open).toEqual([])
  })

  test('says every half a minute what is still on, and no more once nothing is', () => {
    const shown = lines(
      [...two, told('prod_bus', waitingOf('bus')), 30_000, 30_000, endOf('prod_bus'), endOf('prod_billing'), 60_000],
      { form: 'folded' },
      'github',
    )

    expect(shown.filter((line) => line.startsWith('still on'))).toEqual([
      'still on: prod_bus (waiting for Deployment bus: 1 of 2 replicas to become available, 30.0 s); prod_billing (planned, 30.0 s)',
      'still on: prod_bus (waiting for Deployment bus: 1 of 2 replicas to become available, 1 min 00 s); prod_billing (planned, 1 min 00 s)',
    ])
  })

  test('writes what a release told that has no end, as where a bug ended the run', () => {
    const shown = lines([...two, told('prod_bus', writtenOf('bus'))], { form: 'folded' }, 'github')

    expect(shown.slice(-3)).toEqual(['::group::prod_bus', 'changed  Deployment shop/bus', '::endgroup::'])
  })

  test('has the end of the log of a hook that failed outside of the fold', () => {
    const ref = { group: 'batch', version: 'v1', kind: 'Job', namespace: 'shop', name: 'migrate' }
    const shown = lines(
      [
        ...two,
        told('prod_bus', { type: 'hook', ref, phase: 'before-apply' }),
        told('prod_bus', { type: 'log', ref, pod: 'migrate-x', container: 'app', line: 'no such table hunter2' }),
        told('prod_bus', { type: 'failed', report: { ref, place: undefined, message: 'failed', causes: [] } }),
      ],
      { form: 'folded' },
      'github',
    )

    expect(shown).toContain('[prod_bus]     migrate-x app | no such table (masked 1)')
  })
})
