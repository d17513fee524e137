import type { OptionValues } from 'commander'
import { KdeployError } from '../errors.ts'
import type { Choice, ChosenSet } from '../sets/choosing/select.ts'
import { optionalProfileInput } from './options/options.ts'
import type { ExitCode } from './session/exit-codes.ts'
import type { CliCommand, Session } from './session/session.ts'

/**
 * Runs a command for the releases that its options choose: one as ever, with `profile` and `cluster` as its options have them;
 * several, by a glob, several profiles or the clusters of one, as a set.
 */
export async function runForChosen<Options>(
  command: CliCommand<Options>,
  session: Session,
  args: readonly string[],
  options: OptionValues,
): Promise<ExitCode> {
  if (command.runSet === undefined || command.worksOnSeveral?.(options as Options) === false)
    return command.run(session, args, options as Options)
  const choice = choiceOf(options)
  const { changedSince } = options
  const isNone = choice.profiles.length === 0
  const choose = async () => {
    if (changedSince === undefined)
      return (await import('../sets/choosing/select.ts')).chooseReleases(choice, session.world)
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    const { chooseChanged } = await import('../sets/changing/only-changed.ts')
    return chooseChanged(choice, { since: changedSince, given }, session.world)
  }
  const isOne =
    changedSince === undefined && (isNone || (choice.profiles.length === 1 && !isAsSet(options) && !isSeveral(choice)))
  const chosen = isOne ? await oneRelease(choice, choose) : undefined
  if (chosen === undefined) {
    const chooseSeveral = async () => {
      const { refuseOneContext } = await import('../sets/choosing/select.ts')
      return refuseOneContext(options['context'], await choose())
    }
    return command.runSet(session, args, options as Options, chooseSeveral)
  }
  // An empty one is a variable that wasn't set.
  const empty = isNone && options['profile'] !== undefined ? { profile: '' } : {}
  return command.run(session, args, { ...options, ...chosen, ...empty } as Options)
}

function choiceOf({ profile, cluster, project, withNeeds }: OptionValues): Choice {
  const profiles: readonly string[] = profile === undefined ? [] : [profile].flat()
  return { profiles: profiles.filter((text) => text !== ''), clusters: cluster, project, withNeeds }
}

/** Whether even one release is worked on as a set. */
function isAsSet({ withNeeds, allOrNothing }: OptionValues): boolean {
  return withNeeds === true || allOrNothing === true
}

function isSeveral({ profiles, clusters = [] }: Choice): boolean {
  return clusters.length > 1 || [...profiles, ...clusters].some((text) => /[*?]/.test(text))
}

interface One {
  readonly profile: string | undefined
  readonly cluster: string | undefined
}

/** undefined where a profile by its name has several clusters. What is wrong with it is the command's own error. */
async function oneRelease({ profiles, clusters }: Choice, choose: () => Promise<ChosenSet>): Promise<One | undefined> {
  const [profile] = profiles
  const one = { profile, cluster: clusters?.[0] }
  if (profile === undefined) return one
  try {
    const { releases } = await choose()
    return releases.length > 1 ? undefined : { ...one, cluster: releases[0]?.cluster }
  } catch (error) {
    if (error instanceof KdeployError) return one
    throw error
  }
}
