import { collect } from '../options/repeatable.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options {
  readonly profile?: readonly string[]
  readonly project?: string
  readonly allowEmpty?: boolean
}

export const validate: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    program
      .command('validate')
      .summary('check profiles and templates without a cluster')
      .description(
        "Renders the given profiles (all, if none is given) without contacting a cluster, running a command or reading a secret store: each source's example is used instead. Shows every problem of every profile.",
      )
      .argument('[profile...]', 'profiles to check')
      .option('-p, --profile <profile>', 'same as an argument; repeatable', collect)
      .option(
        '--project <folder>',
        'folder with kdeploy.yaml or templates/ (default: the nearest parent folder that has one)',
      )
      .option('--allow-empty', 'accept a profile that renders no manifests')
      .addHelpText('after', '\nExamples:\n  kdeploy validate\n  kdeploy validate prod_cthulu stg_cthulu'),

  async run({ world, screen }, names, options) {
    const { project, profile = [] } = options
    const { validateProfiles } = await import('../../workflow/validate.ts')
    const { tellOn } = await import('../session/report.ts')
    const { showValidated } = await import('../../output/profiles.ts')
    const results = await validateProfiles(
      [...new Set([...names, ...profile])],
      project,
      options,
      world,
      tellOn(screen),
    )
    showValidated(results, screen)
    return results.every(({ problems }) => problems.length === 0) ? exitCodes.done : exitCodes.input
  },
}
