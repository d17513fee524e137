import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import type { ReleaseLocation } from '../../output/next-steps.ts'
import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { SetUndone } from '../../sets/undo.ts'
import { shellWords } from '../../shell-words.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { targetOf } from '../options/cluster-options.ts'
import {
  addEventsOption,
  addHistoryOption,
  addLockOption,
  addQuietOption,
  addSetOptions,
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
  type SetOptions,
  sameRelease,
  sameReleaseOf,
  type WaitingOptions,
} from '../options/options.ts'
import { addAlsoRestoreOption, addPlanOptions, type PlanOptions, planArguments } from '../options/plan-options.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { Outcome } from '../session/run-telling.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options
  extends ProfileOptions,
    SetOptions,
    WaitingOptions,
    LockOption,
    HistoryOption,
    PlanOptions,
    OutputOptions,
    QuietOption,
    CiOptions {
  readonly skipReferences?: boolean
  readonly toRevision?: number
  readonly run?: string
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
            addPlanOptions(addHistoryOption(addLockOption(addWaitingOptions(addSetOptions(program.command('undo')))))),
          ),
        ),
      ),
      'run',
    )
      .summary('restore the previous state of a release or of one workload')
      .description(
        `Without an argument: restores the last good revision of the whole release, configuration and workloads; run again, the one before that. Undone revisions come back only with --to-revision. Objects that can't be restored are reported and left as they are (exit 5).\nOf several releases: the same for each, those that need others first; all are planned, and you are asked, before any is undone. With --run: back to where each was before that run.\nWith KIND/NAME: does what "kubectl rollout undo" does for that Deployment, StatefulSet or DaemonSet.`,
      )
      .argument('[kind/name]', 'one workload, e.g. deployment/web')
      .option('--to-revision <number>', 'the revision to restore (default, or 0: the previous one)', parseRevision)
      .addOption(
        new Option(
          '--run <id>',
          "undo what this run did (the beginning of its identity, as kdeploy history shows it, or 'last'): without a profile in all releases of the project; one that was deployed since stays, one that the run made is deleted",
        ).conflicts('toRevision'),
      )
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
        "\nExamples:\n  kdeploy undo -p prod_cthulu\n  kdeploy undo -p prod_cthulu --dry-run          # show it first\n  kdeploy undo -p prod_cthulu --to-revision 12   # see kdeploy history\n  kdeploy undo -p 'prod_*' --run last            # what the last run of several releases did\n  kdeploy undo deployment/web -n my-ns-prod",
      ),

  async run(session, [workload], options) {
    if (options.run !== undefined) return severalReleases(session, workload, options, releasesOfRun(session, options))
    if (workload === undefined) return wholeRelease(session, options)
    if (/^\d+$/.test(workload)) throw revisionAsArgument(workload)
    return oneWorkload(session, workload, options)
  },

  runSet: (session, [workload], options, choose) => severalReleases(session, workload, options, choose),
}

async function severalReleases(
  session: Session,
  workload: string | undefined,
  options: Options,
  choose: () => Promise<ChosenSet>,
): Promise<ExitCode> {
  const { undoSet } = await import('../../sets/undo.ts')
  const { reportSet } = await import('../session/report-set.ts')
  const { previewsIn, showReleasePreviews } = await import('../session/report-preview.ts')
  const { showDeleted, showUndone } = await import('../../output/summary.ts')
  const { profile, cluster: _, ...given } = optionalProfileInput(options)
  const isAnyRelease = [profile ?? []].flat().length === 0
  const choice = { ...options, skipReferences: referencesSkipped(options), isAnyRelease }
  return reportSet(
    session,
    {
      ...{ ...shownAs(options), nothingDone, exitCodeOf: exitCodeOfSetUndo },
      conclude: concludeUndo({ showDeleted, showUndone }),
      sameRelease: (release) => sameReleaseOf(options, release),
    },
    async (emit, reporter) => {
      const chosen = await choose()
      refuseForSeveral(workload, options, chosen.releases.length)
      const result = await undoSet(given, chosen, choice, session.world, emit)
      if (options.dryRun) await showReleasePreviews(session, options.output, previewsIn(result), reporter)
      return result
    },
  )
}

function concludeUndo({
  showDeleted,
  showUndone,
}: Pick<typeof import('../../output/summary.ts'), 'showDeleted' | 'showUndone'>) {
  return (undone: SetUndone): Omit<Outcome, 'exitCode'> => {
    if (undone.outcome === 'untouched')
      return { failures: [], show: (_elapsed, pen) => pen.safeLine(`left as it is: ${undone.reason}`) }
    if ('objects' in undone) {
      const { objects, notRestored } = undone
      const target = 'target' in undone ? { target: undone.target } : {}
      return { failures: [], differences: objects.length, dryRun: true, notRestored, ...target, show: () => {} }
    }
    if (undone.outcome === 'deleted') {
      const { deleted, orphaned } = undone
      return { deleted, orphaned, failures: [], show: (elapsed, pen) => showDeleted(undone, elapsed, pen) }
    }
    return { ...undone, show: (elapsed, pen) => showUndone(undone, elapsed, pen) }
  }
}

/** Of a run whose releases nobody named: the whole project. */
function releasesOfRun({ world }: Session, { profile, cluster, project }: Options): () => Promise<ChosenSet> {
  const choice = {
    profiles: profile === undefined || profile === '' ? ['*'] : [profile],
    clusters: cluster === undefined ? undefined : [cluster],
    project,
  }
  return async () => (await import('../../sets/choosing/select.ts')).chooseReleases(choice, world)
}

/** What belongs to one release alone. */
function refuseForSeveral(workload: string | undefined, options: Options, releases: number): void {
  const given = [
    workload === undefined ? [] : workload,
    options.toRevision === undefined ? [] : '--to-revision',
    options.alsoRestore.length === 0 || releases === 1 ? [] : '--also-restore',
  ].flat()
  if (given.length === 0) return
  throw new KdeployError({
    code: 'not-for-several',
    category: 'input',
    message: `${given.join(' and ')} can't be used ${releases === 1 ? 'with --run' : `with several releases (${releases} are chosen)`}`,
    hint: 'name one release, with -p PROFILE (and --cluster NAME where it has several)',
  })
}

function exitCodeOfSetUndo(undone: SetUndone): ExitCode {
  return undone.outcome === 'restored' && 'failures' in undone ? exitCodeOfUndo(undone) : exitCodes.done
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
