import { shellWords } from '../../shell-words.ts'
import {
  addDocumentOption,
  addReleaseOptions,
  type OutputOptions,
  type ProfileOptions,
  profileInput,
  sameRelease,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, OutputOptions {
  readonly exitCode?: boolean
}

export const status: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addDocumentOption(addReleaseOptions(program.command('status')))
      .summary("show whether a release's workloads are ready, and why not")
      .description(
        'Shows whether each object of the newest revision exists and is ready, and why not, and why the revision failed; of one that failed before it wrote anything, how what still runs is. Renders no templates, writes nothing. Exits 0 if all are ready, 5 if one is missing or not ready, or if the newest revision failed or its run was killed.',
      )
      .option(
        '--exit-code',
        'also compare each object with its revision, and exit 1 if one has drifted; this dry-run needs the permission to update, but writes nothing',
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy status -p prod_cthulu\n  kdeploy status -p prod_cthulu -o json\n  kdeploy status -p prod_cthulu --exit-code   # nightly drift check',
      ),

  async run({ world, screen }, _args, options) {
    const { statusOfProfile } = await import('../../workflow/status.ts')
    const { tellOn } = await import('../session/report.ts')
    const { isAsWanted, isDrifted, isKilled, isUncompared, showSettling, showStatus, showStatusAsJson } = await import(
      '../../output/status.ts'
    )
    const status = await statusOfProfile(
      profileInput(options),
      { drift: options.exitCode ?? false },
      world,
      tellOn(screen),
    )
    const redact = (text: string) => world.masking.redact(text)
    if (options.output === 'json') showStatusAsJson(status, screen.out, redact)
    else showStatus(status, world.wallClock(), screen.out, redact)
    const isAllReady = status.objects.every(isAsWanted)
    const isSettled = status.unreadable.length + status.terminating.length === 0
    const hasFailed = status.revision.status === 'failed' || isKilled(status)
    if (options.output === 'text' && isAllReady && isSettled && hasFailed)
      showSettling(status, settling(status.revision, options), screen.out)
    if (!isAllReady || hasFailed) return exitCodes.workload
    if (status.objects.some(isDrifted)) return exitCodes.different
    return status.objects.some(isUncompared) ? exitCodes.cluster : exitCodes.done
  },
}

/** The same deploy once more, which writes only what the failed one did not. */
function settling({ restores }: { readonly restores: number | undefined }, options: Options): string {
  const command = restores === undefined ? ['apply'] : ['undo', '--to-revision', String(restores)]
  return shellWords(['kdeploy', ...command, ...sameRelease(options)])
}
