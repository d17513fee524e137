import { showDiff } from '../../output/diff.ts'
import { createProgress } from '../../output/progress.ts'
import { exitCodes } from '../exit-codes.ts'
import {
  addConcurrencyOption,
  addProfileOptions,
  type ConcurrencyOption,
  type ProfileOptions,
  profileInput,
} from '../options.ts'
import type { CliCommand } from '../session.ts'

interface Options extends ProfileOptions, ConcurrencyOption {}

export const diff: CliCommand<Options> = {
  configure: (program) =>
    addConcurrencyOption(addProfileOptions(program.command('diff')))
      .summary('show what an apply would change on the cluster')
      .description(
        'Shows what an apply would change, as the API server itself says (dry-run). Secret data is masked.\nExits 0 without a difference, 1 with, above 1 on an error.',
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy diff -p prod_cthulu\n  kdeploy diff -p prod_cthulu --set image_tag=1.5.0',
      ),

  async run({ world, screen }, _args, options) {
    const { diffProfile } = await import('../../workflow/diff.ts')
    const diffs = await diffProfile(profileInput(options), options, world, createProgress(screen.err))
    showDiff(diffs, screen.out)
    return diffs.length === 0 ? exitCodes.done : exitCodes.different
  },
}
