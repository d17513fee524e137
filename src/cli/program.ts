import { Command, CommanderError, Help, type Option } from 'commander'
import { apply } from './commands/apply.ts'
import { deleteRelease } from './commands/delete.ts'
import { diff } from './commands/diff.ts'
import { explain } from './commands/explain.ts'
import { history } from './commands/history.ts'
import { historyDiff } from './commands/history-diff.ts'
import { historyShow } from './commands/history-show.ts'
import { images } from './commands/images.ts'
import { init } from './commands/init.ts'
import { profiles } from './commands/profiles.ts'
import { rename } from './commands/rename.ts'
import { render } from './commands/render.ts'
import { restart } from './commands/restart.ts'
import { status } from './commands/status.ts'
import { test } from './commands/test.ts'
import { undo } from './commands/undo.ts'
import { validate } from './commands/validate.ts'
import { addCompletion } from './completion.ts'
import { withProfile } from './given-profile.ts'
import { refuseExcessArguments } from './options/excess-arguments.ts'
import { addSharedOptions, type SharedOptions } from './options/options.ts'
import { refuseSecondValues } from './options/repeatable.ts'
import { type ExitCode, exitCodes } from './session/exit-codes.ts'
import type { CliCommand, Session, Start } from './session/session.ts'

const about =
  'Renders Jinja2 deployment templates, shows what will change, applies it to Kubernetes, explains why a rollout fails, and restores the last good state.'

const moreHelp = [
  "Exit codes: 0 done; 1 there are differences (diff, status --exit-code); 2 invalid input; 3 the cluster can't be reached or refuses; 4 conflict; 5 a workload failed or isn't ready; 6 as 5, and the last good revision was restored; 130/143 interrupted; 70 a bug in kdeploy, or output that couldn't be written.",
  'Environment variables: PROFILE sets --profile; KDEPLOY_NO_COMMANDS=1 sets --no-commands; KDEPLOY_HISTORY_KEY signs what a release records, and makes undo refuse what someone else wrote (docs/operating/security.md); KDEPLOY_PLAN_KEY compares sensitive values of approved plans (docs/deploying/plans.md); KDEPLOY_PAGER and KDEPLOY_EXTERNAL_DIFF show a diff by other programs (docs/deploying/diff.md).',
]

/** Without what an option that may stand alone means then, which is `''` to its parser. */
function describeOption(this: Help, option: Option): string {
  const described = Object.assign(Object.create(option), { presetArg: undefined })
  return Help.prototype.optionDescription.call(this, described)
}

/** Wrapped as the rest of the help is. */
function wrapped(paragraphs: readonly string[], columns: number): string {
  return paragraphs.map((text) => `\n${new Help().boxWrap(text, columns)}`).join('\n')
}

/** As wide as the terminal; elsewhere as a narrow one. */
function columnsOf({ columns = 80 }: Start['screen']['out']): number {
  return columns
}

/** Runs one command line; every error is shown, none thrown, but for bugs before there is a session. */
export async function runProgram(argv: readonly string[], { version, screen, openSession }: Start): Promise<ExitCode> {
  let code: ExitCode = exitCodes.done
  let running: Session | undefined
  const program = new Command('kdeploy')
    .description(about)
    .version(version, '-V, --version')
    .configureHelp({ optionDescription: describeOption, minWidthToWrap: 30 })
    // What stands behind a command's name is that command's own.
    .enablePositionalOptions()
    .addHelpText('after', () => wrapped(moreHelp, columnsOf(screen.out)))
    .exitOverride()
    .configureOutput({
      getOutHelpWidth: () => columnsOf(screen.out),
      getErrHelpWidth: () => columnsOf(screen.err),
      writeOut: (text) => screen.out.raw(text),
      writeErr: (text) => screen.err.raw(text),
      outputError: (text) => screen.err.line(text.trimEnd()),
    })
    .showHelpAfterError('(run with --help for usage)')
  const add = <Options>(command: CliCommand<Options>, under: Command = program): Command => {
    const added = addSharedOptions(command.configure(under), command.runsPrograms)
    refuseSecondValues(added)
    return added.allowExcessArguments().action(async () => {
      if (under !== program) takeOptions(under, added)
      refuseExcessArguments(added, argv)
      running = await chosen(await openSession(), [program.opts(), added.opts()])
      const { args, options } = await withProfile(added, running.world)
      code = await command.run(running, args, options as Options)
    })
  }
  addSharedOptions(program)
  add(render)
  add(diff)
  add(apply)
  add(undo)
  add(restart)
  add(deleteRelease)
  add(rename)
  const listing = add(history).enablePositionalOptions()
  add(historyShow, listing)
  add(historyDiff, listing)
  add(status)
  add(images)
  add(validate)
  add(test)
  add(explain)
  add(profiles)
  add(init)
  addCompletion(program, screen, openSession)
  try {
    await program.parseAsync(helpAsOption(argv, program), { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.input
    const { showOutcome } = await import('./session/show-outcome.ts')
    return showOutcome(error, running ?? (await openSession()))
  }
}

/** What was given before a command's name counts as given behind it: `history -p prod_shop show`. */
function takeOptions(outer: Command, inner: Command): void {
  for (const option of inner.options) {
    const name = option.attributeName()
    if (outer.getOptionValueSource(name) !== 'cli') continue
    const [given, own]: unknown[] = [outer.getOptionValue(name), inner.getOptionValue(name)]
    if (inner.getOptionValueSource(name) !== 'cli') inner.setOptionValueWithSource(name, given, 'cli')
    else if (!Array.isArray(own) && given !== own)
      inner.error(`error: option '${option.flags}' takes one value, and two are given: ${given} and ${own}`)
  }
}

/** `help COMMAND` as `COMMAND --help`, or as COMMAND where there is none of that name: it is an error then. */
function helpAsOption(argv: readonly string[], program: Command): readonly string[] {
  const [first, name] = argv
  if (first !== 'help' || name === undefined || name.startsWith('-')) return argv
  return program.commands.some((command) => command.name() === name) ? [name, '--help'] : [name]
}

/** The session as the options before and behind the command's name want it: its world tells what it does, or runs no program. */
async function chosen(session: Session, given: readonly SharedOptions[]): Promise<Session> {
  const { world } = session
  const trace = given.some(({ verbose }) => verbose === true) ? await traceOf(session) : undefined
  const noCommands = given.some(({ commands }) => !commands) || isOn(world.environment['KDEPLOY_NO_COMMANDS'])
  return { ...session, world: { ...world, trace, noCommands } }
}

async function traceOf({ world, screen }: Session): Promise<(line: string) => void> {
  const { createTrace } = await import('../output/trace.ts')
  return createTrace(screen.err, world.monotonicClock)
}

/** Whether a variable that switches something on does. */
function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false', 'no'].includes(value.toLowerCase())
}
