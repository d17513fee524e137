import { Option } from 'commander'
import { addProfileOptions, type ProfileOptions, profileInput } from '../options/options.ts'
import { collect } from '../options/repeatable.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions {
  readonly raw?: boolean
  readonly offline?: boolean
  readonly showSecrets?: boolean
  readonly mask?: boolean
  readonly template?: readonly string[]
}

export const render: CliCommand<Options> = {
  configure: (program) =>
    addProfileOptions(program.command('render'))
      .summary("print a profile's manifests")
      .description("Prints a profile's manifests, as kdeploy would apply them, without kdeploy's own labels.")
      .option('--raw', "print the templates' text, exactly as Jinja2 renders it")
      .option('--offline', "don't contact a cluster or run programs; use the examples of the sources that would")
      .option(
        '-t, --template <name>',
        'only this template of the profile, or those matching a glob; repeatable',
        collect,
      )
      .addOption(new Option('--show-secrets', 'print sensitive values as they are').conflicts('mask'))
      .option('--mask', 'print tokens in place of sensitive values, even into a pipe or a file')
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy render -p prod_cthulu\n  PROFILE=prod_cthulu kdeploy render --raw\n  kdeploy render -p prod_cthulu --show-secrets | kubectl diff -f -',
      ),

  async run({ world, screen }, _args, options) {
    const input = profileInput(options)
    const { renderManifests, renderTexts } = await import('../../workflow/render.ts')
    const { showManifests, showRaw } = await import('../../output/manifests.ts')
    const choice = {
      offline: options.offline === true,
      only: options.template ?? [],
      secrets: secretsChoice(options, screen.out.isTerminal),
    }
    if (options.raw === true) showRaw(await renderTexts(input, choice, world), screen.out)
    else showManifests(await renderManifests(input, choice, world), screen.out)
    return exitCodes.done
  },
}

/** On a terminal a person looks: masked. Elsewhere the choice is the person's. */
function secretsChoice({ showSecrets, mask }: Options, isTerminal: boolean): 'show' | 'mask' | 'refuse' {
  if (mask === true) return 'mask'
  if (showSecrets === true) return 'show'
  return isTerminal ? 'mask' : 'refuse'
}
