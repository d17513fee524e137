import { Option } from 'commander'
import type { SetDeleted } from '../../sets/delete.ts'
import { shellWords } from '../../shell-words.ts'
import type { Emit } from '../../workflow/run/events.ts'
import { defaultConcurrency } from '../../workflow/run/input.ts'
import type { NamedObject } from '../../workflow/run/named-object.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import {
  addEventsOption,
  addLockOption,
  addQuietOption,
  addSetOptions,
  type LockOption,
  type OutputOptions,
  optionalProfileInput,
  type ProfileOptions,
  parseDuration,
  profileInput,
  type QuietOption,
  type SetOptions,
  sameRelease,
  sameReleaseOf,
} from '../options/options.ts'
import { addAlsoDeleteOption, addAlsoRestoreOption, type PlanOptions, planArguments } from '../options/plan-options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options
  extends ProfileOptions,
    SetOptions,
    LockOption,
    OutputOptions,
    QuietOption,
    CiOptions,
    Pick<PlanOptions, 'alsoDelete'> {
  readonly giveBack?: boolean
  readonly keepObjects?: boolean
  readonly alsoRestore: readonly (NamedObject | 'none')[]
  readonly yes?: boolean
  readonly dryRun?: boolean
  readonly wait: boolean
  readonly timeout?: number
}

export const deleteRelease: CliCommand<Options> = {
  runsPrograms: false,
  writes: true,
  configure: (program) =>
    addCiOptions(
      addQuietOption(
        addEventsOption(
          addAlsoRestoreOption(addAlsoDeleteOption(addLockOption(addSetOptions(program.command('delete'), 'hidden')))),
        ),
      ),
      'run',
    )
      .summary('delete everything that a release applied, and its revisions')
      .description(
        'Deletes every object that the release applied, in the reverse order of writes, then its revisions; of several releases, those that need others first. Asks first. PersistentVolumeClaims, PersistentVolumes, Namespaces and CustomResourceDefinitions are kept unless named by --also-delete; adopted objects and those annotated kdeploy.dev/prune: keep are orphaned.',
      )
      .option(
        '--give-back',
        'give adopted objects back as they were before the adoption, instead of orphaning them as they are',
      )
      .addOption(
        new Option(
          '--keep-objects',
          "delete only what kdeploy recorded of the release: its objects stay as they are, without kdeploy's labels, annotations and field ownership",
        ).conflicts(['giveBack', 'alsoDelete', 'alsoRestore']),
      )
      .option('--timeout <duration>', 'how long to wait until everything is gone (default: 5m)', parseDuration)
      .option('--no-wait', "don't wait until everything is gone")
      .option('--dry-run', 'show what would be deleted, kept and orphaned, and delete nothing')
      .option('-y, --yes', "don't ask for confirmation")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy delete -p test_cthulu\n  kdeploy delete -p test_cthulu --dry-run\n  kdeploy delete -p test_cthulu --also-delete pvc/data --yes\n  kdeploy delete -p test_cthulu --keep-objects',
      ),

  async run(session, _args, options) {
    const { deleteProfile, previewDelete } = await import('../../workflow/delete.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showDeleted } = await import('../../output/summary.ts')
    const again = shellWords(['kdeploy', 'delete', ...sameRelease(options), ...repeated(options)])
    const { output, quiet } = options
    const shownAs = { command: 'delete', output, quiet, nothingDone: nothingDone(options), given: options }
    const choice = { ...options, again }
    if (options.dryRun) {
      const { reportPreview } = await import('../session/report-preview.ts')
      const preview = (emit: Emit) => previewDelete(profileInput(options), choice, session.world, emit)
      return reportPreview(session, shownAs, preview)
    }
    return reportRun(
      session,
      shownAs,
      ({ emit }) => deleteProfile(profileInput(options), choice, session.world, emit),
      (result) => ({
        exitCode: exitCodes.done,
        deleted: result.deleted,
        orphaned: result.orphaned,
        failures: [],
        show: (elapsed, err) => showDeleted(result, elapsed, err),
      }),
    )
  },

  async runSet(session, _args, options, choose) {
    const { deleteSet } = await import('../../sets/delete.ts')
    const { reportSet } = await import('../session/report-set.ts')
    const { previewsIn, showReleasePreviews } = await import('../session/report-preview.ts')
    const { showDeleted } = await import('../../output/summary.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    const choice = { ...options, concurrency: defaultConcurrency, givenOptions: repeated(options) }
    return reportSet<SetDeleted>(
      session,
      {
        ...{ command: 'delete', output: options.output, quiet: options.quiet, given: options },
        ...{ nothingDone: nothingDone(options), exitCodeOf: () => exitCodes.done },
        conclude(result) {
          if ('reason' in result)
            return { failures: [], show: (_elapsed, pen) => pen.safeLine(`left as it is: ${result.reason}`) }
          if ('objects' in result)
            return { failures: [], differences: result.objects.length, dryRun: true, show: () => {} }
          const { deleted, orphaned } = result
          return { deleted, orphaned, failures: [], show: (elapsed, pen) => showDeleted(result, elapsed, pen) }
        },
        sameRelease: (release) => sameReleaseOf(options, release),
      },
      async (emit, reporter) => {
        const result = await deleteSet(given, await choose(), choice, session.world, emit)
        if (options.dryRun) await showReleasePreviews(session, options.output, previewsIn(result), reporter)
        return result
      },
    )
  },
}

function nothingDone({ keepObjects }: Options): string {
  return keepObjects ? 'nothing was changed' : 'nothing was deleted'
}

/** The options that a command to be typed next has, too. */
function repeated({ alsoDelete, giveBack = false }: Options): string[] {
  return [...(giveBack ? ['--give-back'] : []), ...planArguments({ alsoDelete })]
}
