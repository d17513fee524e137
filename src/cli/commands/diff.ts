import {
  addEventsOption,
  addProfileOptions,
  type OutputOptions,
  type ProfileOptions,
  profileInput,
} from '../options/options.ts'
import { addPlanOptions, type PlanOptions } from '../options/plan-options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, PlanOptions, OutputOptions {
  readonly allowEmpty?: boolean
}

export const diff: CliCommand<Options> = {
  configure: (program) =>
    addEventsOption(addPlanOptions(addProfileOptions(program.command('diff'))))
      .summary('show what an apply would change on the cluster')
      .description(
        'Shows what an apply would change, according to a server-side dry-run. Secret data is masked. It needs the permissions of an apply, but writes nothing. Exits 0 without differences, 1 with differences, above 1 on an error; what an apply would be refused for comes after all other differences.',
      )
      .option(
        '--revert-drift',
        'show what an apply with this option would change, including what others changed or added',
      )
      .option('--allow-empty', 'allow a profile that renders no manifests')
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy diff -p prod_cthulu\n  kdeploy diff -p prod_cthulu --set image_tag=1.5.0',
      ),

  async run(session, _args, options) {
    const { diffProfile } = await import('../../workflow/diff.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showDiff } = await import('../../output/diff.ts')
    return reportRun(
      session,
      { command: 'diff', output: options.output },
      async ({ emit, json }) => {
        const { objects, refused } = await diffProfile(profileInput(options), options, session.world, emit)
        if (json === undefined) showDiff(objects, session.screen.out)
        else for (const object of objects) json.difference(object)
        if (refused !== undefined) throw refused
        return objects
      },
      (diffs) => ({
        exitCode: diffs.length === 0 ? exitCodes.done : exitCodes.different,
        differences: diffs.length,
        failures: [],
        show() {
          if (diffs.length === 0) session.screen.err.line('no differences')
        },
      }),
    )
  },
}
