import { count } from '../../counts.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { canaryProblems, orderProblems } from '../../order/check-order.ts'
import { hasAfter, type Step, stepsOf } from '../../order/steps.ts'
import { matchesGlob } from '../../project/files/glob.ts'
import type { World } from '../../workflow/run/world.ts'
import type { ChosenSet } from '../choosing/select.ts'
import type { EmitSet } from '../told/events.ts'

/** What a person says of the order of a set. */
export interface OrderOptions {
  /** Globs of profiles that are deployed first, each also with one of clusters: `prod_*@eu`. */
  readonly canary?: readonly string[] | undefined
  /** Milliseconds. */
  readonly bake?: number | undefined
  readonly batch?: number | undefined
  readonly yes?: boolean | undefined
}

/**
 * The steps of a set, by kdeploy.yaml, its clusters and what a person says over them; what they need besides is told.
 * @throws KdeployError before anything is done: `order-invalid`, `profile-unknown` for a canary, `commands-forbidden` for a command that
 * may not be run, `not-confirmed` for a question that nobody could answer
 */
export function planSteps(
  { releases, before, order: { stated, canaries, existing } }: Pick<ChosenSet, 'releases' | 'before' | 'order'>,
  { canary = [], bake, batch, yes = false }: OrderOptions,
  world: Pick<World, 'talk' | 'noCommands'>,
  emit: EmitSet,
): readonly Step[] {
  const problems = [...orderProblems(stated, existing, matchesGlob), ...canaryProblems(canary, existing, matchesGlob)]
  throwCollected(problems, (number) => `${number} problems in the order of the releases`)
  const flags = { canary, bake, batch }
  const { steps, pulled } = stepsOf({ releases, before, stated, canaries, flags, matches: matchesGlob })
  throwCollected(
    [...new Set(steps.map(({ after }) => after))].flatMap((after) => [
      ...(after.command !== undefined && world.noCommands === true ? [forbidden(after)] : []),
      ...(after.ask === true && !yes && world.talk === undefined ? [unanswerable(after)] : []),
    ]),
    (number) => `${count(number, 'step')} can't be carried out`,
  )
  if (steps.length > 1)
    for (const { release, step, neededBy } of pulled)
      emit({ type: 'notice', message: `${release.label} is deployed in step ${step}: ${neededBy} needs it` })
  return steps.length === 1 && steps.every(({ after }) => !hasAfter(after)) ? [] : steps
}

function forbidden({ place }: Step['after']): KdeployError {
  return new KdeployError({
    code: 'commands-forbidden',
    category: 'input',
    message: 'the step runs a command, which --no-commands (or KDEPLOY_NO_COMMANDS) forbids',
    place,
  })
}

function unanswerable({ place }: Step['after']): KdeployError {
  return new KdeployError({
    code: 'not-confirmed',
    category: 'input',
    message: 'the step asks before the next one, and there is no terminal to ask on',
    place,
    hint: 'use --yes where there is no terminal',
  })
}
