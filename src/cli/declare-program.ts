import { type Command, Help, type Option } from 'commander'
import { CommandLine, suggestChoices } from './command-line.ts'
import { apply } from './commands/apply.ts'
import { changed } from './commands/changed.ts'
import { deleteRelease } from './commands/delete.ts'
import { diff } from './commands/diff.ts'
import { explain } from './commands/explain.ts'
import { freeze } from './commands/freeze.ts'
import { history } from './commands/history.ts'
import { historyDiff } from './commands/history-diff.ts'
import { historyShow } from './commands/history-show.ts'
import { images } from './commands/images.ts'
import { init } from './commands/init.ts'
import { profiles } from './commands/profiles.ts'
import { promote } from './commands/promote.ts'
import { rename } from './commands/rename.ts'
import { render } from './commands/render.ts'
import { restart } from './commands/restart.ts'
import { status } from './commands/status.ts'
import { sweep } from './commands/sweep.ts'
import { test } from './commands/test.ts'
import { thaw } from './commands/thaw.ts'
import { undo } from './commands/undo.ts'
import { validate } from './commands/validate.ts'
import { addCompletion } from './completion.ts'
import { addImpersonation } from './options/cluster-options.ts'
import { groupInHelp, inOrder, otherCommands } from './options/help-groups.ts'
import { addSharedOptions } from './options/options.ts'
import { takeSeveralProfiles } from './options/profile-argument.ts'
import { refuseSecondValues } from './options/repeatable.ts'
import { nameVariables } from './options/variable-names.ts'
import type { CliCommand, Start } from './session/session.ts'

const about =
  'Renders Jinja2 deployment templates, shows what will change, applies it to Kubernetes, explains why a rollout fails, and restores the last good state.'

const moreHelp = [
  "Exit codes: 0 done; 1 there are differences (diff, status --exit-code); 2 invalid input; 3 the cluster can't be reached or refuses; 4 conflict; 5 a workload failed or isn't ready; 6 as 5, and the last good revision was restored; 130/143 interrupted; 70 a bug in kdeploy, or output that couldn't be written.",
  'Environment variables: each option has one, KDEPLOY_ and its name: --no-wait is KDEPLOY_NO_WAIT=1, --set is KDEPLOY_SET with a value a line; --profile is PROFILE. The command line counts before them. Besides these, KDEPLOY_HISTORY_KEY signs what a release records, and makes undo refuse what someone else wrote (docs/operating/security.md); KDEPLOY_PLAN_KEY compares sensitive values of approved plans (docs/deploying/plans.md); KDEPLOY_PAGER and KDEPLOY_EXTERNAL_DIFF show a diff by other programs (docs/deploying/diff.md). All of them: docs/reference/environment.md.',
]

/** Without what an option that may stand alone means then, which is `''` to its parser, and a default that says nothing; its variable last. */
function describeOption(this: Help, option: Option): string {
  const described = Object.assign(Object.create(option), { presetArg: undefined, envVar: undefined })
  if (option.defaultValueDescription === 'none') described.defaultValue = undefined
  const text = Help.prototype.optionDescription.call(this, described)
  return option.envVar === undefined ? text : `${text} [${option.envVar}]`
}

function describeTitle(title: string): string {
  return title === 'Options:' ? 'Options, each with its [environment variable]:' : title
}

function groupItems<Item extends Command | Option>(
  this: Help,
  unsorted: Item[],
  visible: Item[],
  groupOf: (item: Item) => string,
): Map<string, Item[]> {
  return inOrder(Help.prototype.groupItems.call(this, unsorted, visible, groupOf as never) as Map<string, Item[]>)
}

/** Wrapped as the rest of the help is. */
function wrapped(paragraphs: readonly string[], columns: number): string {
  return paragraphs.map((text) => `\n${new Help().boxWrap(text, columns)}`).join('\n')
}

/** As wide as the terminal; elsewhere as a narrow one. */
function columnsOf({ columns = 80 }: Start['screen']['out']): number {
  return columns
}

/** Runs a command whose words are read; `under`: the command that it is one of, undefined for the program's own. */
export type Act = <Options>(
  declared: Command,
  command: CliCommand<Options>,
  under: Command | undefined,
) => Promise<void>

/** The command line of kdeploy: all commands and options, each with its variable. Nothing runs before it parses one. */
export function declareProgram({ version, screen, openSession }: Omit<Start, 'environment'>, act: Act): Command {
  const program = new CommandLine('kdeploy')
    .description(about)
    .version(version, '-V, --version')
    .configureHelp({
      optionDescription: describeOption,
      styleTitle: describeTitle,
      // Its own help has the rest.
      subcommandTerm: (command) => command.name(),
      groupItems,
      minWidthToWrap: 30,
    })
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
  const add = <Options>(command: CliCommand<Options>, under?: Command): Command => {
    const added = addSharedOptions(addImpersonation(command.configure(under ?? program)), command.runsPrograms)
    takeSeveralProfiles(added)
    nameVariables(added)
    groupInHelp(added)
    for (const option of added.options) suggestChoices(option)
    refuseSecondValues(added)
    return added.allowExcessArguments().action(() => act(added, command, under))
  }
  nameVariables(addSharedOptions(program))
  add(render)
  add(diff)
  add(apply)
  add(promote)
  add(undo)
  add(restart)
  add(deleteRelease)
  add(rename)
  add(freeze)
  add(thaw)
  add(sweep)
  const listing = add(history).enablePositionalOptions()
  add(historyShow, listing)
  add(historyDiff, listing)
  add(status)
  add(images)
  add(validate)
  add(test)
  add(explain)
  add(profiles)
  add(changed)
  add(init)
  program.commandsGroup(otherCommands).helpCommand('help [command]', 'display the help of a command')
  addCompletion(program, screen, openSession)
  return program
}
