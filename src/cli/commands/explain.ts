import { Option } from 'commander'
import { addProfileOptions, type ProfileOptions, profileInput } from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions {
  readonly against?: string
  readonly offline?: boolean
  readonly output: 'text' | 'json'
}

export const explain: CliCommand<Options> = {
  configure: (program) =>
    addProfileOptions(program.command('explain'))
      .summary("show where a profile's variables come from")
      .description('Shows each variable, its value (sensitive ones masked), where it comes from, and what it overrode.')
      .argument('[key]', 'only this variable and what is in it, e.g. db or db.host')
      .option(
        '--against <profile>',
        'show only where another profile differs, including live ConfigMaps; on another cluster: PROFILE@CLUSTER or @CLUSTER',
      )
      .option('--offline', "don't contact a cluster or run programs; use the examples of the sources that would")
      .addOption(
        new Option('-o, --output <format>', 'json: one JSON document on stdout')
          .choices(['text', 'json'])
          .default('text'),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy explain -p prod_cthulu\n  kdeploy explain -p prod_cthulu image\n  kdeploy explain -p prod_cthulu --against stg_cthulu\n  kdeploy explain -p prod_cthulu --cluster eu --against @us',
      ),

  async run({ world, screen }, [key], options) {
    const input = profileInput(options)
    const { compareProfiles, explainProfile, labelOf, releaseAgainst } = await import('../../workflow/explain.ts')
    const { showComparison, showVariables } = await import('../../output/variables.ts')
    const redact = (text: string) => world.masking.redact(text)
    const choice = { key, offline: options.offline === true }
    if (options.against === undefined)
      showVariables(await explainProfile(input, choice, world), options.output, screen.out, redact)
    else {
      const other = releaseAgainst(input, options.against, world)
      const differences = await compareProfiles(input, other, choice, world)
      showComparison(differences, [labelOf(input), other.label], options.output, screen.out, redact)
    }
    return exitCodes.done
  },
}
