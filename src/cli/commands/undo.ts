import { KdeployError } from '../../errors.ts'
import { createProgress } from '../../output/progress.ts'
import { showUndone, showUndoneWorkload } from '../../output/summary.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import {
  addConcurrencyOption,
  addProfileOptions,
  addWaitingOptions,
  type ConcurrencyOption,
  optionalProfileInput,
  type ProfileOptions,
  parseRevision,
  profileInput,
  type WaitingOptions,
} from '../options.ts'
import type { CliCommand, Session } from '../session.ts'

interface Options extends ProfileOptions, WaitingOptions, ConcurrencyOption {
  readonly toRevision?: number
  readonly skipReferences?: boolean
  readonly yes?: boolean
}

export const undo: CliCommand<Options> = {
  configure: (program) =>
    addConcurrencyOption(addWaitingOptions(addProfileOptions(program.command('undo'))))
      .summary('bring the previous state of a release or of one workload back')
      .description(
        'Without an argument: brings the last good revision of the whole release back, configuration and workloads.\nWith KIND/NAME: does what "kubectl rollout undo" does for that Deployment, StatefulSet or DaemonSet.',
      )
      .argument('[kind/name]', 'one workload, e.g. deployment/web')
      .option('--to-revision <number>', 'the revision to bring back (default: the previous one)', parseRevision)
      .option('--skip-references', "don't warn of Secrets, accounts, Services, … that are named but not there")
      .option('-y, --yes', "don't ask, also where the profile wants to be confirmed")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy undo -p prod_cthulu\n  kdeploy undo -p prod_cthulu --to-revision 12\n  kdeploy undo deployment/web -n my-ns-prod',
      ),

  async run(session, [workload], options) {
    return workload === undefined ? wholeRelease(session, options) : oneWorkload(session, workload, options)
  },
}

async function wholeRelease({ world, screen }: Session, options: Options): Promise<ExitCode> {
  const { undoProfile } = await import('../../workflow/undo.ts')
  const began = world.now()
  const { timeout, stableFor, wait, concurrency, forceConflicts, skipReferences, yes = false } = options
  // What isn't there any more must not keep the last good state from coming back.
  const references = skipReferences ? 'skip' : 'warn'
  const choice = {
    timeout,
    stableFor,
    wait,
    concurrency,
    forceConflicts,
    references,
    yes,
    createNamespace: false,
    undoOnFailure: false,
  } as const
  const result = await undoProfile(profileInput(options), options.toRevision, choice, world, createProgress(screen.err))
  showUndone(result, world.now() - began, screen.err)
  return result.failures.length === 0 ? exitCodes.done : exitCodes.workload
}

async function oneWorkload({ world, screen }: Session, workload: string, options: Options): Promise<ExitCode> {
  const [kind = '', name = '', ...rest] = workload.split('/')
  if (kind === '' || name === '' || rest.length > 0) {
    throw new KdeployError({
      code: 'workload-malformed',
      category: 'input',
      message: `"${workload}" doesn't name a workload`,
      hint: 'write KIND/NAME, e.g. deployment/web',
    })
  }
  const { undoWorkload } = await import('../../workflow/undo-workload.ts')
  const began = world.now()
  const input = optionalProfileInput(options)
  const { timeout, stableFor, wait, yes = false } = options
  const choice = { timeout, stableFor, wait, yes }
  const result = await undoWorkload(
    input,
    { kind, name },
    options.toRevision,
    choice,
    world,
    createProgress(screen.err),
  )
  showUndoneWorkload(result, world.now() - began, screen.err)
  return result.failures.length === 0 ? exitCodes.done : exitCodes.workload
}
