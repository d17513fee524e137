import { Option } from 'commander'
import type { Swept } from '../../sets/sweep.ts'
import { defaultConcurrency } from '../../workflow/run/input.ts'
import { targetOf } from '../options/cluster-options.ts'
import {
  addEventsOption,
  addLockOption,
  addPlaceOptions,
  addQuietOption,
  type LockOption,
  type OutputOptions,
  type ProfileOptions,
  parseDuration,
  type QuietOption,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, LockOption, OutputOptions, QuietOption {
  readonly allNamespaces?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly wait: boolean
  readonly timeout?: number
}

/** Releases at a time. */
const atATime = 4

export const sweep: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addQuietOption(addEventsOption(addLockOption(addPlaceOptions(program.command('sweep')))))
      .summary('delete the releases of the project that have expired')
      .description(
        "Deletes the releases that were applied with --expires and whose time is over by the API server's clock, each as kdeploy delete does, under its lock, and asks first. It finds them by what is recorded on the cluster under the project's name, in the namespaces of the project's profiles, or in those that -n or -A says: also where the branch with the profile is gone. One that is frozen, being deployed, or given more time meanwhile is left.",
      )
      .addOption(new Option('-A, --all-namespaces', 'look in all namespaces').conflicts('namespace'))
      .option('--timeout <duration>', 'how long to wait until all of a release is gone (default: 5m)', parseDuration)
      .option('--no-wait', "don't wait until everything is gone")
      .option('--dry-run', 'show what would be deleted, and delete nothing')
      .option('-y, --yes', "don't ask for confirmation")
      .addHelpText('after', '\nExamples:\n  kdeploy sweep --dry-run\n  kdeploy sweep -A --yes   # nightly'),

  async run(session, _args, options) {
    const { sweepProject } = await import('../../sets/sweep.ts')
    const { reportSet } = await import('../session/report-set.ts')
    const { showDeleted } = await import('../../output/summary.ts')
    const { project, namespace, allNamespaces = false } = options
    const input = { project, namespace, allNamespaces, target: targetOf(options) }
    const choice = { ...options, concurrency: defaultConcurrency, releasesAtATime: atATime }
    return reportSet<Swept>(
      session,
      {
        ...{ command: 'sweep', output: options.output, quiet: options.quiet },
        ...{ nothingDone: 'nothing was deleted', exitCodeOf: () => exitCodes.done },
        conclude(result) {
          if ('left' in result) return { failures: [], show: () => {} }
          if ('objects' in result)
            return { failures: [], differences: result.objects.length, dryRun: true, show: () => {} }
          const { deleted, orphaned } = result
          return { deleted, orphaned, failures: [], show: (elapsed, pen) => showDeleted(result, elapsed, pen) }
        },
      },
      (emit) => sweepProject(input, choice, session.world, emit),
    )
  },
}
