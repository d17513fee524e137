import { InvalidArgumentError, Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { shellWords } from '../../shell-words.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { targetOf } from '../options/cluster-options.ts'
import {
  addEventsOption,
  addHistoryOption,
  addLockOption,
  addQuietOption,
  addTargetOptions,
  addWaitingOptions,
  type HistoryOption,
  type LockOption,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  parseDuration,
  type QuietOption,
  sameRelease,
  type WaitingOptions,
} from '../options/options.ts'
import { addPlanOptions, type PlanOptions } from '../options/plan-options.ts'
import { collecting } from '../options/repeatable.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options
  extends Omit<ProfileOptions, 'profile' | 'cluster'>,
    WaitingOptions,
    LockOption,
    HistoryOption,
    PlanOptions,
    OutputOptions,
    QuietOption,
    CiOptions {
  readonly var?: readonly string[]
  readonly baked: number
  readonly skipReferences?: readonly (NamedObject | 'any')[]
  readonly dryRun?: boolean
  readonly hooks: boolean
  readonly yes?: boolean
  readonly undoOnFailure?: boolean
}

export const promote: CliCommand<Options> = {
  writes: true,
  configure: (program) =>
    addCiOptions(
      addQuietOption(
        addEventsOption(
          addPlanOptions(
            addHistoryOption(addLockOption(addWaitingOptions(addTargetOptions(program.command('promote'))))),
          ),
        ),
      ),
      'run',
    )
      .argument('<source>', 'the profile whose images are taken, e.g. stg_cthulu, or stg_cthulu@eu of several clusters')
      .argument('<target>', 'the profile that is deployed with them, e.g. prod_cthulu')
      .summary('deploy a profile with the images that another one runs')
      .description(
        "Takes the images of the source's newest revision, by the digests that its pods run, and applies the target with them: as values of the variables from which its templates take those images, for this deploy alone. Refused where that revision did not succeed, is not healthy now, or is younger than --baked; and where an image is not taken from a variable (docs/deploying/promoting.md).",
      )
      .addOption(
        new Option(
          '--var <name>',
          'a variable that may be set, e.g. image.tag; repeatable (default: those that the images are taken from)',
        ).argParser(collecting(readName)),
      )
      .addOption(
        new Option('--baked <duration>', "how long ago the source's deploy must have ended, e.g. 1h")
          .argParser(parseDuration)
          .default(0, '0s'),
      )
      .option('--dry-run', 'show what would be promoted and changed, and write nothing')
      .option('--no-hooks', "don't run hooks, the Jobs before and after a deploy (docs/deploying/hooks.md)")
      .option('-y, --yes', "don't ask for confirmation, even if the profile requires it")
      .addOption(
        new Option(
          '--undo-on-failure',
          'restore the last good revision if a workload fails or a write is refused midway',
        ).conflicts('wait'),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy promote stg_cthulu prod_cthulu --dry-run\n  kdeploy promote stg_cthulu prod_cthulu --baked 1h --undo-on-failure',
      ),

  async run(session, [first = '', second = ''], options) {
    const { previewPromotion, promoteProfile } = await import('../../workflow/promote.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showDeployed } = await import('../../output/summary.ts')
    const { showHowToFollow, showNextSteps } = await import('../../output/next-steps.ts')
    const { namespace, ...elsewhere } = options
    const source = { ...optionalProfileInput(elsewhere), ...profileAt(first) }
    const target = { ...optionalProfileInput(options), ...profileAt(second) }
    if (first === second) throw sameProfile(first)
    const { output, quiet, baked, var: vars = [] } = options
    const choice = { ...options, vars, baked }
    const kdeploy = sameRelease({ ...options, ...profileAt(second) })
    const shownAs = { command: 'promote', output, quiet, given: options, nothingDone: 'nothing was written' }
    if (options.dryRun) {
      const { reportPreview } = await import('../session/report-preview.ts')
      const preview = (emit: Emit) => previewPromotion(source, target, choice, session.world, emit)
      return reportPreview(session, shownAs, preview)
    }
    return reportRun(
      session,
      { ...shownAs, undo: shellWords(['kdeploy', 'undo', ...kdeploy]) },
      ({ emit, tellsChanges }) => promoteProfile(source, target, { ...choice, tellsChanges }, session.world, emit),
      ({ promotions: _, ...result }) => {
        const { failures, refusal, restoration, kubeContext } = result
        const isFine = failures.length === 0 && refusal === undefined
        const isBack = restoration?.outcome === 'restored'
        return {
          ...result,
          exitCode: isFine ? exitCodes.done : isBack ? exitCodes.restored : exitCodes.workload,
          show(elapsed, err) {
            showDeployed(result, elapsed, err)
            const where = { kdeploy, kubeContext, kubeconfig: options.kubeconfig, as: targetOf(options).as }
            if (!result.waited && result.revision !== undefined) showHowToFollow(where, err)
            const canUndo = !isFine && restoration === undefined && result.previous !== undefined
            showNextSteps(restoration === undefined ? failures : [], canUndo ? 'undo' : undefined, where, err)
          },
        }
      },
    )
  },
}

/** `prod_bus`, or `prod_bus@eu` on one of its clusters. */
function profileAt(text: string): { readonly profile: string; readonly cluster: string | undefined } {
  const [profile = '', cluster] = text.split('@')
  return { profile, cluster }
}

function readName(text: string): string {
  if (text !== '' && !text.includes('=')) return text
  throw new InvalidArgumentError('Use the name of a variable, e.g. image or image.tag.')
}

function sameProfile(profile: string): KdeployError {
  return new KdeployError({
    code: 'promotion-same',
    category: 'input',
    message: `${profile} would be promoted to itself`,
    hint: 'name another profile; kdeploy apply deploys this one',
  })
}
