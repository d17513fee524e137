import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { targetOf } from '../options/cluster-options.ts'
import {
  addEventsOption,
  addLockOption,
  addQuietOption,
  addReleaseOptions,
  addWaitingOptions,
  type LockOption,
  type OutputOptions,
  type ProfileOptions,
  parseNamedAnywhere,
  profileInput,
  type QuietOption,
  sameRelease,
  type WaitingOptions,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, WaitingOptions, LockOption, OutputOptions, QuietOption, CiOptions {
  readonly stale?: boolean
  readonly yes?: boolean
}

export const restart: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addCiOptions(
      addQuietOption(addEventsOption(addLockOption(addWaitingOptions(addReleaseOptions(program.command('restart')))))),
      'run',
    )
      .summary("restart a release's workloads, and wait until they are ready")
      .description(
        'Replaces the pods of Deployments, StatefulSets and DaemonSets of the release by ones of the same template, all at once and each as its strategy says, and waits until they are ready: what "kubectl rollout restart" does. Writes no revision; no later apply or undo takes it back.',
      )
      .argument('[kind/name...]', 'the workloads, e.g. deployment/web (default: all of the release)')
      .option('--stale', 'only those with pods that started before a ConfigMap or Secret that they read changed')
      .option('-y, --yes', "don't ask for confirmation, even if the profile requires it")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy restart -p prod_cthulu\n  kdeploy restart -p prod_cthulu deployment/web statefulset/db\n  kdeploy restart -p prod_cthulu --stale   # after a Secret was rotated',
      ),

  async run(session, names, options) {
    const { restartProfile } = await import('../../workflow/restart.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showRestarted } = await import('../../output/summary.ts')
    const { showHowToFollow, showNextSteps } = await import('../../output/next-steps.ts')
    const { oneReleaseOnly } = await import('../sets/one-release.ts')
    // Of an object only a profile's name has a `_`.
    if (names.some((name) => name.includes('_') && !name.includes('/')))
      throw oneReleaseOnly('restart', 'restart one after the other, what others need first')
    const kdeploy = sameRelease(options)
    return reportRun(
      session,
      {
        command: 'restart',
        output: options.output,
        quiet: options.quiet,
        given: options,
        nothingDone: 'nothing was written',
      },
      ({ emit }) =>
        restartProfile(
          profileInput(options),
          names.map(parseNamedAnywhere),
          { ...options, stale: options.stale ?? false },
          session.world,
          emit,
        ),
      (result) => ({
        exitCode: result.failures.length === 0 ? exitCodes.done : exitCodes.workload,
        changed: result.restarted.length,
        unchanged: result.left,
        waited: result.waited,
        failures: result.failures,
        show(elapsed, err) {
          showRestarted(result, elapsed, err)
          const { kubeContext, failures, restarted, waited } = result
          if (!waited && restarted.length > 0) showHowToFollow({ kdeploy }, err)
          showNextSteps(
            failures,
            undefined,
            { kdeploy, kubeContext, kubeconfig: options.kubeconfig, as: targetOf(options).as },
            err,
          )
        },
      }),
    )
  },
}
