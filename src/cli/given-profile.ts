import type { Command, Option, OptionValues } from 'commander'
import { KdeployError } from '../errors.ts'
import { nearest } from '../nearest.ts'
import { exclude } from './options/exclusion.ts'
import { takesProfileFirst } from './options/profile-argument.ts'
import { isRepeatable } from './options/repeatable.ts'
import type { Session } from './session/session.ts'

type World = Session['world']

/** A command line whose profile is in its options, wherever it stood. */
interface Given {
  readonly args: readonly string[]
  readonly options: OptionValues
}

/**
 * The arguments and options of a command, a profile that stands first among its arguments, or several where it takes them, taken as
 * `--profile`; without any, the options have the error that says so. Ends the command line, as one that can't be parsed, where two profiles are given.
 */
export async function withProfile(command: Command, world: World): Promise<Given> {
  const options = command.opts()
  const [first, second] = command.registeredArguments
  if (!takesProfileFirst(command)) return { args: command.args, options }
  const [word, ...rest] = command.args
  const [more, own] = first?.variadic === true ? [rest, []] : [[], rest]
  const isProfile =
    word !== undefined &&
    (second === undefined ||
      (rest.length > 0 && !second.variadic && second.name() !== 'revision') ||
      isMeantAs(word, second.name(), rest.length > 0, options))
  if (!isProfile) return { args: command.args, options: await withMissing(options, world) }
  const others: readonly string[] = command.getOptionValueSource('profile') === 'cli' ? [options['profile']].flat() : []
  if (!takesSeveral(command) && others.some((other) => other !== word)) {
    command.error(`error: two profiles are given: ${options['profile']} and ${word}`)
  }
  const excluding = excludingProfile(command)
  if (excluding !== undefined) command.error(`error: option '${excluding}' cannot be used with a profile`)
  if (
    second !== undefined &&
    second.name() === 'key' &&
    rest.length === 0 &&
    (await isNoProfile(word, options, world))
  ) {
    command.error(
      `error: no profile given: it is the first argument, and there is none like ${word}; write kdeploy ${command.name()} PROFILE ${word}`,
    )
  }
  const profile = takesSeveral(command) ? [...new Set([word, ...more, ...others])] : word
  return { args: own, options: { ...options, profile } }
}

function profileOption(command: Command): Option | undefined {
  return command.options.find(({ long }) => long === '--profile')
}

function takesSeveral(command: Command): boolean {
  const option = profileOption(command)
  return option !== undefined && isRepeatable(option)
}

/** The option of the command line that can't stand beside a profile, which commander refuses where that is an option, too. */
function excludingProfile(command: Command): string | undefined {
  const profile = profileOption(command)
  const isGiven = (option: Option) => command.getOptionValueSource(option.attributeName()) === 'cli'
  return command.options.find((one) => profile !== undefined && isGiven(one) && exclude(one, profile))?.flags
}

/** Whether there are profiles, and none is called nearly so. */
async function isNoProfile(word: string, { project }: OptionValues, world: World): Promise<boolean> {
  const { profileNames } = await import('../workflow/profiles.ts')
  try {
    const names = profileNames(project, world)
    return names.length > 0 && !names.includes(word) && nearest(word, names) === undefined
  } catch (error) {
    if (error instanceof KdeployError) return false
    throw error
  }
}

/**
 * Whether a word is the profile, not the command's own argument: a revision is a number, and of an object only a profile's name has a `_`. Where several
 * objects may be named, the first word is the profile unless it names one.
 */
function isMeantAs(word: string, other: string, isFollowed: boolean, { profile }: OptionValues): boolean {
  if (other === 'revision') return !/^\d+$/.test(word)
  if (other === 'kind/name' && isFollowed) return !word.includes('/')
  return other === 'kind/name' ? word.includes('_') && !word.includes('/') : profile === undefined || profile === ''
}

async function withMissing(options: OptionValues, world: World): Promise<OptionValues> {
  if ([options['profile'] ?? []].flat().some((name) => name !== '')) return options
  const { profileNotGiven } = await import('../workflow/profiles.ts')
  return { ...options, missingProfile: profileNotGiven(options['project'], world) }
}
