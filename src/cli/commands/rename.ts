import { addCiOption, type CiOptions } from '../options/ci-options.ts'
import {
  addEventsOption,
  addLockOption,
  addQuietOption,
  addReleaseOptions,
  type LockOption,
  type OutputOptions,
  type ProfileOptions,
  profileInput,
  type QuietOption,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, LockOption, OutputOptions, QuietOption, CiOptions {
  readonly name?: string
  readonly toProfile?: string
  readonly toName?: string
  readonly toNamespace?: string
  readonly dryRun?: boolean
  readonly yes?: boolean
}

export const rename: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addCiOption(addQuietOption(addEventsOption(addLockOption(addReleaseOptions(program.command('rename'))))))
      .summary('move a release to another name or profile, without touching its pods')
      .description(
        "Moves a release to another profile, another name in kdeploy.yaml, or another namespace of its records: the revisions keep their numbers, the objects get the new release's label and annotation, and nothing else of them changes. --profile is the profile as it was; its file may be renamed before or after. Interrupted, it is finished by a rerun, or taken back by the opposite rename; meanwhile no other run writes to either release (docs/deploying/releases.md).",
      )
      .option('--to-profile <profile>', 'the new profile, e.g. prod_new')
      .option('--to-name <name>', 'the new `name` of kdeploy.yaml')
      .option(
        '--to-namespace <namespace>',
        'the namespace in which the release is recorded from now on; objects stay in theirs',
      )
      .option('--name <name>', "the name under which the release was deployed (default: kdeploy.yaml's)")
      .option('--dry-run', 'check everything, show what would be moved, and write nothing')
      .option('-y, --yes', "don't ask, even where the profile says confirm")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy rename -p prod_old --to-profile prod_new --dry-run\n  kdeploy rename -p prod_old --to-profile prod_new\n  kdeploy rename -p prod_shop --name shop --to-name webshop',
      ),

  async run(session, _args, options) {
    const { renameRelease } = await import('../../workflow/rename.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showRenamed } = await import('../../output/summary.ts')
    const { name, toProfile, toName, toNamespace, yes = false, dryRun = false, lockTimeout } = options
    const to = { profile: toProfile, name: toName, namespace: toNamespace }
    return reportRun(
      session,
      {
        command: 'rename',
        output: options.output,
        quiet: options.quiet,
        given: options,
        nothingDone: 'nothing was renamed',
      },
      ({ emit }) =>
        renameRelease({ ...profileInput(options), name, to }, { yes, dryRun, lockTimeout }, session.world, emit),
      (result) => ({
        exitCode: exitCodes.done,
        moved: result.moved,
        ...(dryRun ? { dryRun } : {}),
        failures: [],
        show: (elapsed, err) => showRenamed(result, elapsed, err),
      }),
    )
  },
}
