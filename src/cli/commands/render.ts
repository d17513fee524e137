import { showManifests, showRaw } from '../../output/manifests.ts'
import { exitCodes } from '../exit-codes.ts'
import { addProfileOptions, type ProfileOptions, profileInput } from '../options.ts'
import type { CliCommand } from '../session.ts'

interface Options extends ProfileOptions {
  readonly raw?: boolean
}

export const render: CliCommand<Options> = {
  configure: (program) =>
    addProfileOptions(program.command('render'))
      .summary("print a profile's manifests")
      .description("Prints a profile's manifests, as kdeploy would apply them, without kdeploy's own labels.")
      .option('--raw', "print the templates' text, exactly as Jinja2 renders it")
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy render -p prod_cthulu\n  PROFILE=prod_cthulu kdeploy render --raw\n  kdeploy render -p prod_cthulu --set image_tag=1.5.0 | kubectl diff -f -',
      ),

  async run({ world, screen }, _args, options) {
    const input = profileInput(options)
    const { renderProfile, renderTexts } = await import('../../workflow/render.ts')
    if (options.raw === true) showRaw(await renderTexts(input, world), screen.out)
    else showManifests((await renderProfile(input, world)).manifests, screen.out)
    return exitCodes.done
  },
}
