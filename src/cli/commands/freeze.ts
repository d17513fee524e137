import { InvalidArgumentError, Option } from 'commander'
import type { Moment } from '../../duration.ts'
import { readMoment } from '../options/moment-option.ts'
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

interface Options extends ProfileOptions, SetOptions, OutputOptions, QuietOption {
  readonly until: Moment
  readonly reason: string
}

export const freeze: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addQuietOption(addEventsOption(addSetOptions(program.command('freeze'), 'hidden')))
      .summary('refuse every write to a release until a time')
      .description(
        "Records on the cluster that a release is frozen: until then, by the API server's clock, apply, delete, restart, rename and promote of it are refused (exit 4), from whatever machine, before anything is written. An undo is not refused. kdeploy status shows it, kdeploy thaw lifts it, and it ends by itself. A release that was never deployed can be frozen, too, if its namespace exists.",
      )
      .addOption(
        new Option(
          '--until <time>',
          'when it ends: a duration from now (3d, 8h), a date (its first moment, here), "2026-12-24 18:00" (here), or RFC 3339',
        )
          .argParser(readMoment)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--reason <text>', 'why, for whoever is refused').argParser(readReason).makeOptionMandatory(),
      )
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy freeze -p 'prod_*' --until 2027-01-04 --reason 'year-end closing'\n  kdeploy freeze -p prod_cthulu --until 8h --reason 'incident 4711, ask ann'",
      ),

  async run(session, _args, options) {
    const { freezeProfile } = await import('../../workflow/freeze.ts')
    const { reportRun } = await import('../session/report.ts')
    return reportRun(
      session,
      { command: 'freeze', output: options.output, quiet: options.quiet, nothingDone: 'nothing was frozen' },
      ({ emit }) => freezeProfile(profileInput(options), options, session.world, emit),
      () => ({ exitCode: exitCodes.done, failures: [], show: () => {} }),
    )
  },

  async runSet(session, _args, options, choose) {
    const { freezeSet } = await import('../../sets/freeze.ts')
    const { reportSet } = await import('../session/report-set.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return reportSet(
      session,
      { command: 'freeze', output: options.output, quiet: options.quiet, exitCodeOf: () => exitCodes.done },
      async (emit) => freezeSet(given, await choose(), options, session.world, emit),
    )
  },
}

/** Characters of a reason: it is told to everybody who is refused. */
const longestReason = 500

function readReason(text: string): string {
  const reason = text.trim().replace(/\s+/g, ' ')
  if (reason === '') throw new InvalidArgumentError('Say why.')
  if (reason.length > longestReason) throw new InvalidArgumentError(`Use up to ${longestReason} characters.`)
  return reason
}
