import { Option } from 'commander'
import { createProgress } from '../../output/progress.ts'
import { showDeployed } from '../../output/summary.ts'
import { exitCodes } from '../exit-codes.ts'
import {
  addConcurrencyOption,
  addProfileOptions,
  addWaitingOptions,
  type ConcurrencyOption,
  type ProfileOptions,
  profileInput,
  type WaitingOptions,
} from '../options.ts'
import type { CliCommand } from '../session.ts'

interface Options extends ProfileOptions, WaitingOptions, ConcurrencyOption {
  readonly allowEmpty?: boolean
  readonly createNamespace?: boolean
  readonly skipReferences?: boolean
  readonly yes?: boolean
  readonly undoOnFailure?: boolean
}

export const apply: CliCommand<Options> = {
  configure: (program) =>
    addConcurrencyOption(addWaitingOptions(addProfileOptions(program.command('apply'))))
      .summary('deploy a profile and wait until its workloads are ready')
      .description(
        'Renders a profile, checks every manifest with the API server, writes what changes, and waits until\nthe workloads are ready. Nothing is written before every check has passed.',
      )
      .option('--create-namespace', "make the release's namespace if it isn't there")
      .option('--skip-references', "don't check that the Secrets, accounts, Services, … that manifests name are there")
      .option('--allow-empty', 'go on where the profile renders no manifest at all')
      .option('-y, --yes', "don't ask, also where the profile wants to be confirmed")
      .addOption(
        new Option('--undo-on-failure', 'bring the last good revision back where a workload fails').conflicts('wait'),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy apply -p prod_cthulu\n  kdeploy apply -p prod_cthulu --set image_tag=$CI_COMMIT_SHORT_SHA --timeout 5m',
      ),

  async run({ world, screen }, _args, options) {
    const { applyProfile } = await import('../../workflow/apply.ts')
    const began = world.now()
    const { timeout, stableFor, wait, concurrency, forceConflicts } = options
    const { createNamespace = false, allowEmpty = false, yes = false, undoOnFailure = false } = options
    const references = options.skipReferences ? 'skip' : 'refuse'
    const result = await applyProfile(
      profileInput(options),
      {
        timeout,
        stableFor,
        wait,
        concurrency,
        forceConflicts,
        createNamespace,
        allowEmpty,
        references,
        yes,
        undoOnFailure,
      },
      world,
      createProgress(screen.err),
    )
    showDeployed(result, world.now() - began, screen.err)
    if (result.failures.length === 0) return exitCodes.done
    return result.restoration?.outcome === 'restored' ? exitCodes.restored : exitCodes.workload
  },
}
