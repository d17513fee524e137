import { describe, expect, test } from 'vitest'
import { KdeployError } from '../../../src/errors.ts'
import { setRelease } from '../../../src/order/release.ts'
import type { AfterStep } from '../../../src/order/steps.ts'
import type { SetEvent } from '../../../src/sets/told/events.ts'
import { afterSteps } from '../../../src/sets/turns/after-step.ts'
import { inputWithoutOptions } from '../../../src/workflow/run/input.ts'
import { Interrupted } from '../../../src/workflow/run/interruption.ts'
import type { World } from '../../../src/workflow/run/world.ts'
import { worldIn } from '../../support/world.ts'

/** What comes after the first of two steps, which deployed `prod_dagon`. */
async function afterStep(after: AfterStep, world: Partial<World>, yes = false, isIdle = false) {
  const events: SetEvent[] = []
  const { profile: _, ...given } = inputWithoutOptions('', undefined)
  const go = afterSteps(
    { given, folder: '/project', yes, isIdle: () => isIdle },
    { ...worldIn('/'), ...world },
    (event) => events.push(event),
  )
  const release = setRelease('prod_dagon', undefined)
  const thrown = await go({ releases: [release], after }, [{ release, state: 'done', elapsed: 0 }], {
    number: 1,
    of: 2,
    later: [],
  }).then(
    () => undefined,
    (error: unknown) => error,
  )
  return { events, thrown }
}

/** Who answers this. */
function talking(answer: string | undefined, asked: string[] = []): Partial<World> {
  return {
    talk: (talk) =>
      talk(async (question) => {
        asked.push(question)
        return answer
      }),
  }
}

describe('a question after a step', () => {
  test('says how far the run is, and goes on where somebody agrees', async () => {
    const asked: string[] = []
    const { thrown } = await afterStep({ ask: true }, talking(' Yes', asked))
    expect(thrown).toBeUndefined()
    expect(asked).toEqual(['step 1 of 2 is deployed (1 release). Go on to step 2? [y/N] '])
  })

  test.each([['no'], [''], ['yesterday'], [undefined]])('ends the run at any other answer: %s', async (answer) => {
    const { thrown } = await afterStep({ ask: true }, talking(answer))
    expect(thrown).toBeInstanceOf(KdeployError)
    expect(thrown).toMatchObject({ code: 'cancelled', message: 'cancelled after step 1 of 2' })
  })

  test('is not asked where --yes answers', async () => {
    expect((await afterStep({ ask: true }, {}, true)).thrown).toBeUndefined()
  })

  test('is interrupted by a signal', async () => {
    const interrupted = AbortSignal.abort('SIGINT')
    expect((await afterStep({ ask: true }, { ...talking(undefined), interrupted })).thrown).toBeInstanceOf(Interrupted)
  })
})

describe('the command after a step', () => {
  const command = { argv: ['ci/smoke.sh', '--fast'] as const, timeout: 90_000 }

  test('is not run, and nobody is asked, where nothing depends on it', async () => {
    const never = { ...talking('no'), runTold: () => Promise.reject(new Error('it ran')) }
    const told = async (after: AfterStep, yes = false) => (await afterStep(after, never, yes, true)).events

    expect(await told({ command, ask: true })).toEqual([
      { type: 'notice', message: 'step 1: nothing was to be changed, so its command is not run and nobody is asked' },
    ])
    expect(await told({ command, ask: true }, true)).toEqual([
      { type: 'notice', message: 'step 1: nothing was to be changed, so its command is not run' },
    ])
    expect(await told({ ask: true }, true)).toEqual([])
  })
  const place = { file: 'kdeploy.yaml', line: 3 }

  test('is given the releases and the run, and what it prints is told', async () => {
    const { events, thrown } = await afterStep(
      { command },
      {
        runTold: async ({ argv, folder, environment, timeout, tell }) => {
          tell(JSON.stringify([argv, folder, environment, timeout]))
          return { exitCode: 0 }
        },
      },
    )
    expect(thrown).toBeUndefined()
    const environment = { KDEPLOY_RELEASES: 'prod_dagon', KDEPLOY_RUN: '20261130T000000-0000' }
    expect(events).toEqual([
      { type: 'step-command', step: 1, argv: command.argv },
      { type: 'step-output', step: 1, line: JSON.stringify([command.argv, '/project', environment, 90_000]) },
      { type: 'step-command-ended', step: 1, elapsed: 0 },
    ])
  })

  test.each([
    [{ exitCode: 3 }, 'failed with exit code 3'],
    [{ signal: 'SIGSEGV' }, 'was killed by SIGSEGV'],
    [{ problem: 'ENOENT' }, "can't be started (ENOENT)"],
    ['time' as const, 'took longer than 90 s and was stopped'],
  ])('fails the run, and no question is asked: %j', async (end, words) => {
    const { thrown } = await afterStep({ command, ask: true, place }, { runTold: async () => end })
    expect(thrown).toMatchObject({
      code: 'step-command-failed',
      category: 'workload',
      message: `the command of step 1 ${words}: ci/smoke.sh --fast`,
      place,
    })
  })
})
