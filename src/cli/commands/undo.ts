import { KdeployError } from '../../errors.ts'
import type { ReleaseLocation } from '../../output/next-steps.ts'
import { shellWords } from '../../shell-words.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { targetOf } from '../options/cluster-options.ts'
import {
  addEventsOption,
  addHistoryOption,
  addLockOption,
  addProfileOptions,
  addQuietOption,
  addWaitingOptions,
  type HistoryOption,
  type LockOption,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  parseNamed,
  parseRevision,
  profileInput,
  type QuietOption,
  sameRelease,
  type WaitingOptions,
} from '../options/options.ts'
import { addAlsoRestoreOption, addPlanOptions, type PlanOptions, planArguments } from '../options/plan-options.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options
  extends ProfileOptions,
    WaitingOptions,
    LockOption,
    HistoryOption,
    PlanOptions,
    OutputOptions,
    QuietOption,
    CiOptions {
  readonly skipReferences?: boolean
  readonly toRevision?: number
  readonly alsoRestore: readonly (NamedObject | 'none')[]
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly crossBarrier?: boolean
}

export const undo: CliCommand<Options> = {
  writes: true,
  configure: (program) =>
    addCiOptions(
      addQuietOption(
        addEventsOption(
          addAlsoRestoreOption(
            addPlanOptions(
              addHistoryOption(addLockOption(addWaitingOptions(addProfileOptions(program.command('undo'))))),
            ),
          ),
        ),
      ),
      'run',
    )
      .summary('restore the previous state of a release or of one workload')
      .description(
        `Without an argument: restores the last good revision of the whole release, configuration and workloads; run again, the one before that. Undone revisions come back only with --to-revision. Objects that can't be restored are reported and left as they are (exit 5).\nWith KIND/NAME: does what "kubectl rollout undo" does for that Deployment, StatefulSet or DaemonSet.`,
      )
      .argument('[kind/name]', 'one workload, e.g. deployment/web')
      .option('--to-revision <number>', 'the revision to restore (default, or 0: the previous one)', parseRevision)
      .option(
        '--skip-references',
        "don't warn about referenced Secrets, ServiceAccounts, Services, … that do not exist",
      )
      .option('--dry-run', 'show what would change, as "kdeploy diff" does, and write nothing')
      .option(
        '--cross-barrier',
        'restore also what lies beyond an undo barrier (annotation kdeploy.dev/undo-barrier, docs/deploying/undo.md)',
      )
      .option('-y, --yes', "don't ask for confirmation, even if the profile requires it")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy undo -p prod_cthulu\n  kdeploy undo -p prod_cthulu --dry-run          # show it first\n  kdeploy undo -p prod_cthulu --to-revision 12   # see kdeploy history\n  kdeploy undo deployment/web -n my-ns-prod',
      ),

  async run(session, [workload], options) {
    if (workload === undefined) return wholeRelease(session, options)
    if (/^\d+$/.test(workload)) throw revisionAsArgument(workload)
    return oneWorkload(session, workload, options)
  },
}

async function wholeRelease(session: Session, options: Options): Promise<ExitCode> {
  const { previewUndo, undoProfile } = await import('../../workflow/undo.ts')
  const { reportRun } = await import('../session/report.ts')
  const { showUndone } = await import('../../output/summary.ts')
  const { showHowToFollow, showNextSteps } = await import('../../output/next-steps.ts')
  const choice = {
    ...options,
    skipReferences: referencesSkipped(options),
    again: shellWords(['kdeploy', 'undo', ...sameRelease(options), ...planArguments(options), ...crossing(options)]),
  }
  if (options.dryRun) {
    const { reportPreview } = await import('../session/report-preview.ts')
    return reportPreview(session, { ...shownAs(options), nothingDone }, (emit) =>
      previewUndo(profileInput(options), revisionAsked(options), choice, session.world, emit),
    )
  }
  return reportRun(
    session,
    { ...shownAs(options), nothingDone },
    ({ emit, tellsChanges }) =>
      undoProfile(profileInput(options), revisionAsked(options), { ...choice, tellsChanges }, session.world, emit),
    (result) => ({
      ...result,
      exitCode: exitCodeOfUndo(result),
      show(elapsed, err) {
        showUndone(result, elapsed, err)
        if (!result.waited && result.revision !== undefined) showHowToFollow({ kdeploy: sameRelease(options) }, err)
        showNextSteps(
          result.failures,
          result.failures.length + result.notRestored.length === 0 ? undefined : 'history',
          whereOf(result, options),
          err,
        )
      },
    }),
  )
}

async function oneWorkload(session: Session, workload: string, options: Options): Promise<ExitCode> {
  const { previewUndoWorkload, undoWorkload } = await import('../../workflow/undo-workload.ts')
  const { reportRun } = await import('../session/report.ts')
  const { showUndoneWorkload } = await import('../../output/summary.ts')
  const { showNextSteps } = await import('../../output/next-steps.ts')
  const choice = { ...options, skipReferences: referencesSkipped(options) }
  if (options.dryRun) {
    const { reportPreview } = await import('../session/report-preview.ts')
    return reportPreview(session, { ...shownAs(options), nothingDone }, (emit) =>
      previewUndoWorkload(
        optionalProfileInput(options),
        parseNamed(workload),
        revisionAsked(options),
        choice,
        session.world,
        emit,
      ),
    )
  }
  return reportRun(
    session,
    { ...shownAs(options), nothingDone },
    ({ emit }) =>
      undoWorkload(
        optionalProfileInput(options),
        parseNamed(workload),
        revisionAsked(options),
        choice,
        session.world,
        emit,
      ),
    (result) => ({
      exitCode: exitCodeOfUndo(result),
      created: 0,
      changed: result.changed ? 1 : 0,
      unchanged: result.changed ? 0 : 1,
      target: result.target,
      waited: result.waited,
      failures: result.failures,
      show(elapsed, err) {
        showUndoneWorkload(result, elapsed, err)
        showNextSteps(result.failures, undefined, whereOf(result, options), err)
      },
    }),
  )
}

/** `kdeploy undo prod_shop 12` */
function revisionAsArgument(number: string): KdeployError {
  return new KdeployError({
    code: 'object-name-invalid',
    category: 'input',
    message: `"${number}" is not an object name`,
    hint: `to restore that revision: --to-revision ${number}`,
  })
}

const nothingDone = 'nothing was written'

function shownAs(options: Options) {
  const { output, quiet } = options
  return { command: 'undo', output, quiet, given: options }
}

function crossing({ crossBarrier = false }: Options): readonly string[] {
  return crossBarrier ? ['--cross-barrier'] : []
}

/** All of them, or none. */
function referencesSkipped({ skipReferences }: Options): readonly 'any'[] {
  return skipReferences ? ['any'] : []
}

/** undefined: the previous one. */
function revisionAsked({ toRevision }: Options): number | undefined {
  return toRevision === 0 ? undefined : toRevision
}

/** An undo that left something as it was brought no revision back as a whole. */
function exitCodeOfUndo({
  failures,
  notRestored = [],
}: {
  readonly failures: readonly unknown[]
  readonly notRestored?: readonly unknown[]
}): ExitCode {
  return failures.length + notRestored.length === 0 ? exitCodes.done : exitCodes.workload
}

function whereOf({ kubeContext }: { readonly kubeContext: string }, options: Options): ReleaseLocation {
  return { kdeploy: sameRelease(options), kubeContext, kubeconfig: options.kubeconfig, as: targetOf(options).as }
}
