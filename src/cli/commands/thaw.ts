import {
  addEventsOption,
  addQuietOption,
  addSetOptions,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  profileInput,
  type QuietOption,
  type SetOptions,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, SetOptions, OutputOptions, QuietOption {}

export const thaw: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addQuietOption(addEventsOption(addSetOptions(program.command('thaw'), 'hidden')))
      .summary('lift the freeze of a release')
      .description(
        'Lifts what kdeploy freeze recorded, and tells what that was; one that is not frozen is left as it is. A freeze that cannot be read, as someone changed it by hand, is lifted too.',
      )
      .addHelpText('after', "\nExamples:\n  kdeploy thaw -p prod_cthulu\n  kdeploy thaw -p 'prod_*'"),

  async run(session, _args, options) {
    const { thawProfile } = await import('../../workflow/thaw.ts')
    const { reportRun } = await import('../session/report.ts')
    return reportRun(
      session,
      { command: 'thaw', output: options.output, quiet: options.quiet, nothingDone: 'nothing was thawed' },
      ({ emit }) => thawProfile(profileInput(options), session.world, emit),
      () => ({ exitCode: exitCodes.done, failures: [], show: () => {} }),
    )
  },

  async runSet(session, _args, options, choose) {
    const { thawSet } = await import('../../sets/freeze.ts')
    const { reportSet } = await import('../session/report-set.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return reportSet(
      session,
      { command: 'thaw', output: options.output, quiet: options.quiet, exitCodeOf: () => exitCodes.done },
      async (emit) => thawSet(given, await choose(), options, session.world, emit),
    )
  },
}
