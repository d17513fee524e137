import type { Command } from 'commander'
import {
  addDocumentOption,
  addSetOptions,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  profileInput,
  type SetOptions,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, SetOptions, OutputOptions {}

export const history: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addDocumentOption(addSetOptions(program.command('history'), 'hidden'))
      .configureHelp({ ...program.configureHelp(), subcommandTerm: termOf })
      .summary("list a release's revisions; show one, compare two")
      .description(
        'Lists the revisions that apply and undo recorded for a profile: status, time, who, command, what changed, images, commit, and why it failed or what it could not delete. Undone revisions are marked as undone. Of several releases it lists the newest of all of them in the order of time. Renders no templates.',
      )
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy history -p prod_cthulu\n  kdeploy history show 12 -p prod_cthulu\n  kdeploy history diff 11 12 -p prod_cthulu\n  kdeploy history -p prod_cthulu -o json | jq '.revisions[-1].status'\n  kdeploy history -p 'prod_*'",
      ),

  async run({ world, screen }, _args, options) {
    const { listHistory } = await import('../../workflow/history.ts')
    const { tellOn } = await import('../session/report.ts')
    const { showBarriers, showTimes, showHistory, showHistoryAsJson } = await import('../../output/history.ts')
    const history = await listHistory(profileInput(options), world, tellOn(screen))
    const redact = (text: string) => world.masking.redact(text)
    if (options.output === 'json') showHistoryAsJson(history, screen.out, redact)
    else if (history.revisions.length === 0) screen.err.line(`${history.release} has no revision`)
    else {
      showHistory(history, world.wallClock(), screen.out, redact)
      showBarriers(history, screen.err)
    }
    if (options.output !== 'json') showTimes(history, world.wallClock(), screen.err)
    return exitCodes.done
  },

  async runSet(session, _args, options, choose) {
    const { historyOfSeveral } = await import('../sets/history.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return historyOfSeveral(session, given, options, choose)
  },
}

/** `show [revision]`: what is the command's own. */
function termOf(command: Command): string {
  const [, revision] = command.registeredArguments
  return `${command.name()} [${revision?.name()}${revision?.variadic ? '...' : ''}]`
}
