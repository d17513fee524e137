import { type Command, InvalidArgumentError, type Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { exclude } from './exclusion.ts'
import { isRepeatable } from './repeatable.ts'
import { type Environment, optionsByVariable, switchOf } from './variable-names.ts'

/** What the environment had for a command. */
export interface Taken {
  /** Variables whose options count as given. */
  readonly used: readonly string[]
  /** Variables that are set and don't count, each with the reason: `KDEPLOY_NO_WAIT (--undo-on-failure is given)`. */
  readonly unused: readonly string[]
}

/**
 * Gives a command what environment variables say of its options, once its command line is parsed: what is given there counts alone,
 * and overrides a variable whose option can't be used beside it. An empty variable is none. What is given so implies no other option:
 * KDEPLOY_TIMEOUT, set for a whole job, makes no `kdeploy status` wait. Ends the command line, as one that can't be parsed, where a
 * variable has a value that its option can't have, or two exclude each other.
 */
export function takeVariables(command: Command, program: Command, environment: Environment): Taken {
  const used: Option[] = []
  const unused: string[] = []
  for (const option of command.options) {
    const { envVar } = option
    const text = envVar === undefined ? undefined : environment[envVar]
    if (envVar === undefined || text === undefined || text.trim() === '' || isGiven(command, option)) continue
    if (serviceAddress.test(text)) continue
    const foreign = `not a value for ${option.long} of ${command.name()}`
    if (!isRepeatable(option) && isForOthers(option, text, program)) {
      unused.push(`${envVar} (${foreign})`)
      continue
    }
    const all = valuesOf(option, text, command)
    if (all === undefined) continue
    const against = overrides(command, option)
    if (against !== undefined) {
      unused.push(`${envVar} (${against} is given)`)
      continue
    }
    const values = all.filter((line) => line === undefined || !isForOthers(option, line, program))
    if (values.length < all.length) unused.push(`${envVar} (${values.length > 0 ? 'a line is ' : ''}${foreign})`)
    if (values.length === 0) continue
    const other = used.find((one) => exclude(one, option))
    if (other !== undefined) command.error(`error: ${envVar} can't be used with ${other.envVar}`)
    used.push(option)
    command.setOptionValueWithSource(option.attributeName(), parsed(option, values, command), 'env')
  }
  return { used: used.flatMap(({ envVar }) => envVar ?? []), unused }
}

/** What Kubernetes sets KDEPLOY_PORT to in the pods beside a Service named kdeploy. */
const serviceAddress = /^(?:tcp|udp|sctp):\/\//

/** On the command line, or by an option that is. */
function isGiven(command: Command, option: Option): boolean {
  const source = command.getOptionValueSource(option.attributeName())
  return source === 'cli' || source === 'implied'
}

/** What the command line has instead of an option's variable. */
function overrides(command: Command, option: Option): string | undefined {
  const against = command.options.find((other) => isGiven(command, other) && exclude(option, other))
  if (against !== undefined) return against.long ?? against.flags
  return choosesAll.has(option.attributeName()) && namesProfile(command) ? 'a profile' : undefined
}

/** Options that look at more than the profiles that are named. */
const choosesAll: ReadonlySet<string> = new Set(['all', 'allNamespaces'])

function namesProfile(command: Command): boolean {
  if (command.getOptionValueSource('profile') === 'cli') return true
  return command.args.length > 0 && command.registeredArguments[0]?.name() === 'profile'
}

/** The texts that an option is given by a variable, `undefined` for one without a value; undefined instead of them: it isn't given. */
function valuesOf(option: Option, text: string, command: Command): readonly (string | undefined)[] | undefined {
  const takesValue = option.required || option.optional
  if (!takesValue || option.optional) {
    const on = switchOf(text)
    if (on !== undefined) return on ? [undefined] : undefined
    if (!takesValue) {
      command.error(
        `error: ${option.envVar}: '${text}' is invalid: 1, true or yes is ${option.long}; 0, false, no or nothing is without it.`,
      )
    }
  }
  if (!isRepeatable(option)) return [text]
  return text.split(/\r?\n/).filter((line) => line.trim() !== '')
}

/** The value that an option has once it is given so, as commander decides it of a command line. */
function parsed(option: Option, values: readonly (string | undefined)[], command: Command): unknown {
  let value: unknown
  for (const one of values) {
    const text = one ?? option.presetArg
    if (text === undefined) value = !option.negate
    else if (option.parseArg === undefined) value = text
    else value = parse(option, text, value, command)
  }
  return value
}

function parse({ parseArg, envVar }: Option, text: unknown, previous: unknown, command: Command): unknown {
  try {
    return parseArg?.(String(text), previous)
  } catch (error) {
    if (error instanceof InvalidArgumentError) {
      command.error(`error: ${envVar}: '${text}' is invalid. ${error.message}`)
    }
    if (!(error instanceof KdeployError)) throw error
    const { code, category, message, hint } = error
    throw new KdeployError({ code, category, message: `${envVar}: ${message}`, hint })
  }
}

/**
 * A value, or one of several, that only other commands' options of that name take: KDEPLOY_OUTPUT=markdown, set for a whole job, is
 * for `kdeploy diff`, and so is the line markdown=FILE of KDEPLOY_REPORT.
 */
function isForOthers(option: Option, text: string, program: Command): boolean {
  if (canTake(option, text)) return false
  const all = optionsByVariable(program).get(option.envVar ?? '') ?? []
  return all.some((one) => one !== option && canTake(one, text))
}

/** As far as it can be told without parsing. */
function canTake(option: Option, text: string): boolean {
  const { required, optional, argChoices, parseArg } = option
  if (!required && !optional) return switchOf(text) !== undefined
  // Without a parser, choices are for help and completion.
  if (argChoices === undefined || parseArg === undefined) return true
  // Several values are each FORMAT=FILE, where the choices are the formats.
  const choice = isRepeatable(option) ? text.split('=', 1)[0] : text
  return choice !== undefined && argChoices.includes(choice)
}

/** Ends the command line where KDEPLOY_DRY_RUN is on and the command would write: a variable that keeps nothing from being written is a trap. */
export function refuseDryRun(command: Command, environment: Environment): void {
  if (command.options.some(({ long }) => long === '--dry-run')) return
  if (switchOf(environment['KDEPLOY_DRY_RUN'] ?? '') === false) return
  const instead = command.name() === 'apply' ? '; kdeploy diff shows what it would change' : ''
  command.error(`error: KDEPLOY_DRY_RUN is set, and ${command.name()} has no --dry-run${instead}`)
}
