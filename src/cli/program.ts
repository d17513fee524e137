import { type Command, CommanderError } from 'commander'
import { runForChosen } from './chosen-releases.ts'
import { nearestSubcommand } from './command-line.ts'
import { declareProgram } from './declare-program.ts'
import { withProfile } from './given-profile.ts'
import { refuseExcessArguments } from './options/excess-arguments.ts'
import { refuseTexts } from './options/refuse-texts.ts'
import { isRepeatable } from './options/repeatable.ts'
import { refuseDryRun, takeVariables } from './options/take-variables.ts'
import { misspelledVariables } from './options/variable-names.ts'
import { chosenSession } from './session/chosen-session.ts'
import { type ExitCode, exitCodes } from './session/exit-codes.ts'
import type { Session, Start } from './session/session.ts'

/** Runs one command line; every error is shown, none thrown, but for bugs before there is a session. */
export async function runProgram(argv: readonly string[], start: Start): Promise<ExitCode> {
  const { environment, openSession } = start
  let code: ExitCode = exitCodes.done
  let running: Session | undefined
  const program = declareProgram(start, async (declared, command, under) => {
    if (under !== undefined) takeOptions(under, declared)
    refuseMisspelledSubcommand(declared)
    refuseExcessArguments(declared, argv)
    refuseTexts(declared, environment)
    if (command.writes === true) refuseDryRun(declared, environment)
    const taken = takeVariables(declared, program, environment)
    running = await chosenSession(await openSession(), [program.opts(), declared.opts()])
    const warnings = misspelledVariables(declared, program, environment)
    if (taken.used.length + taken.unused.length + warnings.length > 0) {
      const { tellVariables } = await import('./session/tell-variables.ts')
      tellVariables({ ...taken, warnings }, command.writes === true, running)
    }
    const { args, options } = await withProfile(declared, running.world)
    code = await runForChosen(command, running, args, { ...options, fromEnvironment: taken.used })
  })
  try {
    await program.parseAsync(helpAsOption(argv, program), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.input
    const { showOutcome } = await import('./session/show-outcome.ts')
    return showOutcome(error, running ?? (await openSession()))
  }
}

/** `history shwo` would be taken for a profile. */
function refuseMisspelledSubcommand(command: Command): void {
  const [word = ''] = command.args
  const meant = nearestSubcommand(command, word)
  if (meant !== undefined) command.error(`error: unknown command '${word}'\n(Did you mean ${command.name()} ${meant}?)`)
}

/** What was given before a command's name counts as given behind it: `history -p prod_shop show`. */
function takeOptions(outer: Command, inner: Command): void {
  for (const option of inner.options) {
    const name = option.attributeName()
    if (outer.getOptionValueSource(name) !== 'cli') continue
    const [all, own]: unknown[] = [outer.getOptionValue(name), inner.getOptionValue(name)]
    const isOne = Array.isArray(all) && !isRepeatable(option)
    if (isOne && new Set(all).size > 1)
      inner.error(`error: option '${option.flags}' takes one value, and ${all.length} are given: ${all.join(', ')}`)
    const given: unknown = isOne ? all[0] : all
    if (inner.getOptionValueSource(name) !== 'cli') inner.setOptionValueWithSource(name, given, 'cli')
    else if (!Array.isArray(own) && given !== own)
      inner.error(`error: option '${option.flags}' takes one value, and two are given: ${given} and ${own}`)
  }
}

/** `help COMMAND` as `COMMAND --help`, one of its own commands behind it; or as COMMAND where there is none of that name: it is an error then. */
function helpAsOption(argv: readonly string[], program: Command): readonly string[] {
  const [first, name, inner] = argv
  if (first !== 'help' || name === undefined || name.startsWith('-')) return argv
  const command = program.commands.find((one) => one.name() === name)
  if (command === undefined) return [name]
  const isInner = inner !== undefined && command.commands.some((one) => one.name() === inner)
  return isInner ? [name, inner, '--help'] : [name, '--help']
}
