import { sharedSignal } from '../../abort.ts'
import { count } from '../../counts.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { AfterStep, StepCommand } from '../../order/steps.ts'
import { shellWords } from '../../shell-words.ts'
import { shorten } from '../../shorten.ts'
import { bakeRelease } from '../../workflow/bake.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import { Interrupted } from '../../workflow/run/interruption.ts'
import type { ProgramEnd, World } from '../../workflow/run/world.ts'
import { inputOf } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'
import type { ReleaseEnd } from '../told/results.ts'
import type { AfterStepTask, StepAt } from './in-steps.ts'

/** What is needed to go from one step to the next. */
export interface BetweenSteps {
  /** What a person gave to all releases. */
  readonly given: Omit<ProfileInput, 'profile' | 'cluster'>
  /** Where commands run: the project's folder. */
  readonly folder: string
  /** Whether nobody is asked. */
  readonly yes: boolean
  /** Whether nothing of the run depends on the command and the question after a step. */
  readonly isIdle: (ends: readonly ReleaseEnd[], at: StepAt) => boolean
}

/**
 * Watches what a step deployed, runs its command and asks, as the step says. @throws KdeployError `bake-failed` as soon as one isn't
 * healthy, `step-command-failed`, `cancelled`; Interrupted
 */
export function afterSteps(
  { given, folder, yes, isIdle }: BetweenSteps,
  world: World,
  emit: EmitSet,
): AfterStepTask<unknown> {
  return async ({ after }, ends, at) => {
    if (after.bake !== undefined) await bakeAll(given, after.bake, ends, at, world, emit)
    const left = leftOut(after, yes)
    if (left !== undefined && isIdle(ends, at)) {
      emit({ type: 'notice', message: `step ${at.number}: nothing was to be changed, so ${left}` })
      return
    }
    if (after.command !== undefined) await runCommand(after, after.command, folder, ends, at, world, emit)
    if (after.ask === true && !yes) await ask(ends, at, world)
  }
}

/** What isn't done after a step in which there was nothing to do; undefined where nothing would be. */
function leftOut({ command, ask }: AfterStep, yes: boolean): string | undefined {
  const parts = [
    ...(command === undefined ? [] : ['its command is not run']),
    ...(ask === true && !yes ? ['nobody is asked'] : []),
  ]
  return parts.length === 0 ? undefined : parts.join(' and ')
}

/** Where it goes was told when it was deployed, `baked` says that all is well, and the ledger of a run that writes nothing would hide the deploy's. */
const untold: ReadonlySet<string> = new Set(['begun', 'start', 'ready'])

/** One that the run left as it was is watched for what is left of the time since its own deploy. */
async function bakeAll(
  given: BetweenSteps['given'],
  duration: number,
  ends: readonly ReleaseEnd[],
  { number }: StepAt,
  outer: World,
  emit: EmitSet,
): Promise<void> {
  const began = outer.monotonicClock()
  emit({ type: 'bake', step: number, releases: ends.map(({ release }) => release), duration })
  const over = new AbortController()
  const world = { ...outer, interrupted: sharedSignal(outer.interrupted, over.signal) }
  const errors: unknown[] = []
  await Promise.all(
    ends.map(async ({ release, state }) => {
      const options = { duration, sinceDeployed: state === 'unchanged' }
      try {
        const tell: Emit = (event) => {
          if (!untold.has(event.type)) emit({ type: 'release', release, event })
        }
        const [failure] = await bakeRelease(inputOf(given, release), options, world, tell)
        if (failure === undefined) return
        throw new KdeployError({
          code: 'bake-failed',
          category: 'workload',
          message: `${release.label} did not stay healthy: ${describeRef(failure.ref)}: ${failure.message}`,
        })
      } catch (error) {
        // What ends since another one failed has nothing to say itself.
        if (!over.signal.aborted) errors.push(error)
        over.abort()
      }
    }),
  )
  if (outer.interrupted.aborted) throw new Interrupted(`interrupted while step ${number} was watched`)
  if (errors.length > 0) throw errors[0]
  emit({ type: 'baked', step: number, elapsed: outer.monotonicClock() - began })
}

async function runCommand(
  { place }: AfterStep,
  { argv, timeout }: StepCommand,
  folder: string,
  ends: readonly ReleaseEnd[],
  { number }: StepAt,
  world: World,
  emit: EmitSet,
): Promise<void> {
  const began = world.monotonicClock()
  emit({ type: 'step-command', step: number, argv })
  const end = await world.runTold({
    argv,
    folder,
    environment: {
      KDEPLOY_RELEASES: ends.map(({ release }) => release.label).join('\n'),
      KDEPLOY_RUN: world.run,
    },
    timeout,
    tell: (line) => emit({ type: 'step-output', step: number, line }),
  })
  if (end === 'interrupted') throw new Interrupted(`interrupted while the command of step ${number} ran`)
  const problem = problemOf(end, timeout)
  if (problem !== undefined)
    throw new KdeployError({
      code: 'step-command-failed',
      category: 'workload',
      message: `the command of step ${number} ${problem}: ${shorten(shellWords(argv), { most: 60 })}`,
      place,
    })
  emit({ type: 'step-command-ended', step: number, elapsed: world.monotonicClock() - began })
}

function problemOf(end: ProgramEnd | 'time', timeout: number): string | undefined {
  if (end === 'time') return `took longer than ${timeout / 1000} s and was stopped`
  if ('problem' in end) return `can't be started (${end.problem})`
  if ('signal' in end) return `was killed by ${end.signal}`
  return end.exitCode === 0 ? undefined : `failed with exit code ${end.exitCode}`
}

async function ask(ends: readonly ReleaseEnd[], { number, of }: StepAt, world: World): Promise<void> {
  const next = number < of ? `Go on to step ${number + 1}` : 'Keep it'
  const question = `step ${number} of ${of} is deployed (${count(ends.length, 'release')}). ${next}? [y/N] `
  const answer = await world.talk?.((askLine) => askLine(question))
  if (world.interrupted.aborted) throw new Interrupted(`interrupted after step ${number}`)
  if (/^y(es)?$/i.test((answer ?? '').trim())) return
  throw new KdeployError({ code: 'cancelled', category: 'input', message: `cancelled after step ${number} of ${of}` })
}
