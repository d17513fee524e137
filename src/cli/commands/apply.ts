import { Option } from 'commander'
import type { Moment } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import type { ChosenSet } from '../../sets/choosing/select.ts'
import { shellWords } from '../../shell-words.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import type { Deployed } from '../../workflow/run/results.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { targetOf } from '../options/cluster-options.ts'
import { readExpiry } from '../options/moment-option.ts'
import {
  addChangedSince,
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
  profileInput,
  type QuietOption,
  type SetOptions,
  sameRelease,
  sameReleaseOf,
  sameSet,
  type WaitingOptions,
} from '../options/options.ts'
import { addOrderOptions, type OrderOptions } from '../options/order-options.ts'
import { addPlanOptions, collectNamedOrAny, type PlanOptions } from '../options/plan-options.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options
  extends ProfileOptions,
    SetOptions,
    OrderOptions,
    WaitingOptions,
    LockOption,
    HistoryOption,
    PlanOptions,
    OutputOptions,
    QuietOption,
    CiOptions {
  readonly allowEmpty?: boolean
  readonly createNamespace?: boolean
  readonly skipReferences: readonly (NamedObject | 'any')[]
  readonly yes?: boolean
  readonly undoOnFailure?: boolean
  readonly keepGoing?: boolean
  readonly allOrNothing?: boolean
  readonly hooks: boolean
  readonly plan?: string
  readonly planStrict?: boolean
  readonly expires?: Moment | 'never'
}

export const apply: CliCommand<Options> = {
  writes: true,
  configure: (program) =>
    addCiOptions(
      addQuietOption(
        addEventsOption(
          addPlanOptions(
            addHistoryOption(
              addLockOption(
                addWaitingOptions(addOrderOptions(addChangedSince(addSetOptions(program.command('apply'))))),
              ),
            ),
          ),
        ),
      ),
      'run',
    )
      .summary('deploy a profile and wait until its workloads are ready')
      .description(
        'Renders a profile, checks with the API server every manifest that changes anything (--check-all: every one), writes what changes, waits until the workloads are ready, and prunes objects that are no longer rendered. Nothing is written before every check has passed.',
      )
      .option(
        '--plan <file>',
        'do only what the plan in this file (- for stdin) says (kdeploy diff --plan), without asking; exit 4 where something else would be done now',
      )
      .option('--plan-strict', 'with --plan: exit 2 where sensitive values cannot be compared (KDEPLOY_PLAN_KEY)')
      .option('--create-namespace', "create the release's namespace if it does not exist")
      .addOption(
        new Option(
          '--skip-references [kind/name]',
          "don't check that referenced Secrets, ServiceAccounts, Services, … exist, or skip only this one; repeatable",
        )
          .preset('')
          .argParser(collectNamedOrAny)
          .default([], 'none'),
      )
      .option('--no-hooks', "don't run hooks, the Jobs before and after a deploy (docs/deploying/hooks.md)")
      .option('--revert-drift', 'also revert what others changed or added, so that each object matches its manifest')
      .addOption(
        new Option(
          '--expires <time>',
          'for a preview: when kdeploy sweep may delete the release, e.g. 3d from now, or a time; each apply that says so sets it again, never: it stays (default: as before)',
        ).argParser(readExpiry),
      )
      .option('--allow-empty', 'allow a profile that renders no manifests')
      .option('-y, --yes', "don't ask for confirmation, even if the profile requires it")
      .addOption(
        new Option(
          '--undo-on-failure',
          'restore the last good revision if a workload fails or a write is refused midway',
        ).conflicts('wait'),
      )
      .option('--keep-going', 'of several releases, go on with those that do not need one that failed')
      .addOption(
        new Option(
          '--all-or-nothing',
          'where one of several releases fails, bring all that this run deployed back to where it was',
        ).conflicts(['wait', 'keepGoing']),
      )
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy apply -p prod_cthulu\n  kdeploy apply -p prod_cthulu --set image_tag=$CI_COMMIT_SHORT_SHA --timeout 5m\n  kdeploy apply -p prod_cthulu -o json > events.jsonl\n  kdeploy apply -p prod_cthulu --plan plan.json\n  kdeploy apply -p 'prod_*' --all-or-nothing",
      ),

  async run(session, _args, options) {
    const { applyProfile } = await import('../../workflow/apply.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showDeployed } = await import('../../output/summary.ts')
    const { showHowToFollow, showNextSteps } = await import('../../output/next-steps.ts')
    return reportRun(
      session,
      {
        command: 'apply',
        output: options.output,
        quiet: options.quiet,
        given: options,
        nothingDone: 'nothing was written',
        undo: shellWords(['kdeploy', 'undo', ...sameRelease(options)]),
      },
      ({ emit, tellsChanges }) =>
        applyProfile(profileInput(options), { ...options, tellsChanges }, session.world, emit),
      (result) => ({
        ...result,
        exitCode: exitCodeOfDeploy(result),
        show(elapsed, err) {
          showDeployed(result, elapsed, err)
          const where = locationOf(result, sameRelease(options), options)
          if (!result.waited && result.revision !== undefined) showHowToFollow(where, err)
          showNextSteps(stillFailing(result), nextCommand(result), where, err)
        },
      }),
    )
  },

  runSet: (session, _args, options, choose) => applySeveral(session, options, choose),
}

async function applySeveral(session: Session, options: Options, choose: () => Promise<ChosenSet>): Promise<ExitCode> {
  const { applySet } = await import('../../sets/applying/apply.ts')
  const { reportSet } = await import('../session/report-set.ts')
  const { showDeployed } = await import('../../output/summary.ts')
  const { showHowToFollow, showNextSteps } = await import('../../output/next-steps.ts')
  const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
  return reportSet(
    session,
    {
      command: 'apply',
      output: options.output,
      quiet: options.quiet,
      given: options,
      nothingDone: 'nothing was written',
      exitCodeOf: exitCodeOfDeploy,
      conclude: (result, release) => ({
        ...result,
        show(elapsed, pen) {
          showDeployed(result, elapsed, pen)
          const where = locationOf(result, sameReleaseOf(options, release), options)
          if (!result.waited && result.revision !== undefined) showHowToFollow(where, pen)
          showNextSteps(stillFailing(result), nextCommand(result), where, pen)
        },
      }),
      sameRelease: (release) => sameReleaseOf(options, release),
      undo: shellWords(['kdeploy', 'undo', ...wholeSet(options), '--run', session.world.run]),
    },
    async (emit, { tellsChanges }) => {
      const { plan, ...others } = options
      if (plan !== undefined) throw planOfSeveral(plan)
      return applySet(given, await choose(), { ...others, tellsChanges }, session.world, emit)
    },
  )
}

/** With --with-needs the run has more releases than were named, on other clusters, too. */
function wholeSet(options: Options): string[] {
  if (options.withNeeds !== true) return sameSet(options)
  const { profile: _, cluster: __, ...others } = options
  return sameSet(others)
}

function planOfSeveral(file: string): KdeployError {
  return new KdeployError({
    code: 'plan-invalid',
    category: 'input',
    message: `${file}: a plan is of one release, and these options choose several, or --all-or-nothing`,
    hint: 'name one profile, and where it has several clusters one of them (--cluster)',
  })
}

function locationOf({ kubeContext }: Deployed, kdeploy: readonly string[], options: Options) {
  return { kdeploy, kubeContext, kubeconfig: options.kubeconfig, as: targetOf(options).as }
}

function exitCodeOfDeploy({ failures, refusal, restoration }: Deployed): ExitCode {
  if (failures.length === 0 && refusal === undefined) return exitCodes.done
  return restoration?.outcome === 'restored' ? exitCodes.restored : exitCodes.workload
}

/** What there is to look at: an undo takes the pods that failed away. */
function stillFailing({ failures, restoration }: Deployed): Deployed['failures'] {
  if (restoration?.outcome === 'restored' || restoration?.outcome === 'incomplete') return []
  return restoration?.outcome === 'unready' ? restoration.failures : failures
}

/** An undo that was tried needs another look first: at what the failed revision changed, or at what there is now. */
function nextCommand(result: Deployed): string | undefined {
  const { failures, previous, revision, restoration } = result
  if (restoration?.outcome === 'restored' && revision !== undefined)
    return `history diff ${restoration.target} ${revision}`
  if (restoration !== undefined) return stillFailing(result).length === 0 ? 'status' : undefined
  return failures.length > 0 && previous !== undefined ? 'undo' : undefined
}
