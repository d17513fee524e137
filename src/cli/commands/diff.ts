import { showDiff } from '../../output/diff.ts'
import { exitCodes } from '../exit-codes.ts'
import {
  addConcurrencyOption,
  addEventsOption,
  addProfileOptions,
  addPruneOptions,
  type ConcurrencyOption,
  type OutputOptions,
  type ProfileOptions,
  type PruneOptions,
  profileInput,
} from '../options.ts'
import { reportRun } from '../report.ts'
import type { CliCommand } from '../session.ts'

interface Options extends ProfileOptions, ConcurrencyOption, PruneOptions, OutputOptions {}

export const diff: CliCommand<Options> = {
  configure: (program) =>
    addEventsOption(addPruneOptions(addConcurrencyOption(addProfileOptions(program.command('diff')))))
      .summary('show what an apply would change on the cluster')
      .description(
        'Shows what an apply would change, as the API server itself says (dry-run). Secret data is masked.\nExits 0 without a difference, 1 with, above 1 on an error.',
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy diff -p prod_cthulu\n  kdeploy diff -p prod_cthulu --set image_tag=1.5.0',
      ),

  async run(session, _args, options) {
    const { diffProfile } = await import('../../workflow/diff.ts')
    return reportRun(
      session,
      { command: 'diff', output: options.output },
      async ({ emit, json }) => {
        const { concurrency, forceConflicts = false, prune, alsoDelete } = options
        const choice = { concurrency, forceConflicts, prune, alsoDelete }
        const diffs = await diffProfile(profileInput(options), choice, session.world, emit)
        if (json === undefined) showDiff(diffs, session.screen.out)
        else for (const diff of diffs) json.difference(diff)
        return diffs
      },
      (diffs) => ({
        exitCode: diffs.length === 0 ? exitCodes.done : exitCodes.different,
        differences: diffs.length,
        failures: [],
        show() {},
      }),
    )
  },
}
