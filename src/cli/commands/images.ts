import { Option } from 'commander'
import { count } from '../../counts.ts'
import {
  addOptionalSetOptions,
  optionalProfileInput,
  type ProfileOptions,
  type SetOptions,
} from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions, SetOptions {
  readonly output: 'text' | 'json' | 'lines'
  readonly digests?: boolean
  readonly allNamespaces?: boolean
  readonly offline?: boolean
}

export const images: CliCommand<Options> = {
  configure: (program) =>
    addOptionalSetOptions(program.command('images'))
      .summary('list the images that releases still need')
      .description(
        'Lists every image that a kept revision of any release in the namespace needs, hooks included: what a registry clean-up must leave, as an undo may need it. With profiles, the images that these render. Where something cannot be read, it says so and exits 3: the list may lack images. The environment variable PROFILE does not count here.',
      )
      .addOption(
        new Option('-A, --all-namespaces', 'of the releases in all namespaces').conflicts(['profile', 'namespace']),
      )
      .option('--offline', 'with profiles: contact no cluster and run no programs, as render --offline')
      .addOption(
        new Option('-o, --output <format>', 'text, one image per line, or one JSON document (docs/operating/images.md)')
          .choices(['text', 'json', 'lines'])
          .default('text'),
      )
      .option('--digests', 'with -o lines: also each digest that pods were seen to run, as NAME:TAG@DIGEST')
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy images -n shop-prod\n  kdeploy images --all-namespaces -o lines > keep.txt || exit\n  kdeploy images -p prod_cthulu --offline -o lines\n  kdeploy images -p 'prod_*' -o lines",
      ),

  async run({ world, screen }, _args, options) {
    const { imagesIncomplete, imagesOfProfile, imagesOfReleases } = await import('../../workflow/images.ts')
    const { showImageLines, showImages, showImagesAsJson } = await import('../../output/images.ts')
    const { tellOn } = await import('../session/report.ts')
    const { profileNotGiven } = await import('../../workflow/profiles.ts')
    const input = optionalProfileInput(options)
    const { profile } = input
    // An empty one is a variable that wasn't set: the images of releases would be something else.
    const isMissing = profile === undefined && (options.profile !== undefined || options.offline === true)
    if (isMissing) throw profileNotGiven(options.project, world)
    const list =
      profile === undefined
        ? await imagesOfReleases(input, options.allNamespaces === true, world, tellOn(screen))
        : await imagesOfProfile({ ...input, profile }, options.offline === true, world)
    if (options.output === 'json') showImagesAsJson(list, screen.out)
    else if (options.output === 'lines') showImageLines(list, options.digests === true, screen.out)
    else showImages(list, screen.out)
    const { problems } = list
    if (problems.length > 0) throw imagesIncomplete(count(problems.length, 'problem'), problems)
    if (list.images.length === 0 && options.output !== 'json') screen.err.line('no image is needed')
    return exitCodes.done
  },

  async runSet(session, _args, { offline = false, digests = false, ...options }, choose) {
    const { imagesOfSeveral } = await import('../sets/images.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return imagesOfSeveral(session, given, { ...options, offline, digests }, choose)
  },
}
