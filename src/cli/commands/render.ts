import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { addRenderedOptions, optionalProfileInput, type ProfileOptions, profileInput } from '../options/options.ts'
import { collect } from '../options/repeatable.ts'
import type { ExitCode } from '../session/exit-codes.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options extends ProfileOptions {
  readonly raw?: boolean
  readonly offline?: boolean
  readonly showSecrets?: boolean
  readonly mask?: boolean
  readonly template?: readonly string[]
  readonly outputDir?: string
  readonly secrets: 'refuse' | 'omit'
}

export const render: CliCommand<Options> = {
  configure: (program) =>
    addRenderedOptions(program.command('render'))
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
      .addOption(
        new Option(
          '--output-dir <folder>',
          'write into this folder, a folder for each release and a file for each object, and remove what an earlier run wrote and that is not rendered any more; without -p, of all profiles (docs/migrating/gitops.md)',
        ).conflicts(['raw', 'template', 'showSecrets', 'mask']),
      )
      .addOption(
        new Option(
          '--secrets <how>',
          'of Secrets with sensitive values, in a folder, a file or a pipe: refuse, or omit: leave them out, and list them',
        )
          .choices(['refuse', 'omit'])
          .default('refuse')
          .conflicts(['raw', 'showSecrets', 'mask']),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy render -p prod_cthulu\n  PROFILE=prod_cthulu kdeploy render --raw\n  kdeploy render -p prod_cthulu --show-secrets | kubectl diff -f -\n  kdeploy render --output-dir rendered --offline',
      ),

  async run(session, _args, given) {
    if (given.outputDir !== undefined) return renderSeveral(session, given, given.outputDir)
    const { world, screen } = session
    const options = ofOne(given)
    const input = profileInput(options)
    const { renderManifests, renderObjects, renderTexts } = await import('../../workflow/render.ts')
    const { showManifests, showOmitted, showRaw } = await import('../../output/manifests.ts')
    const choice = {
      offline: options.offline === true,
      only: options.template ?? [],
      secrets: secretsChoice(options, screen.out.isTerminal),
    }
    if (options.secrets === 'omit') {
      const { objects, omitted } = await renderObjects(input, { ...choice, omitSecrets: true }, world)
      showManifests(objects, screen.out)
      const { profile, cluster } = input
      showOmitted(cluster === undefined ? profile : `${profile}@${cluster}`, omitted, screen.err)
    } else if (options.raw === true) showRaw(await renderTexts(input, choice, world), screen.out)
    else showManifests(await renderManifests(input, choice, world), screen.out)
    return exitCodes.done
  },

  worksOnSeveral: ({ outputDir }) => outputDir !== undefined,

  runSet: async (session, _args, options) => renderSeveral(session, options, options.outputDir ?? ''),
}

/** What is printed is of one release. @throws KdeployError `output-ambiguous` */
function ofOne(options: Options): Options {
  const [profile, ...others] = new Set([options.profile ?? []].flat())
  const [cluster, ...more] = new Set([options.cluster ?? []].flat())
  const isGlob = [profile, cluster].some((name) => name !== undefined && /[*?]/.test(name))
  if (others.length + more.length > 0 || isGlob) {
    throw new KdeployError({
      code: 'output-ambiguous',
      category: 'input',
      message: `the manifests of several releases can't be told apart in one stream: ${[profile, cluster, ...others, ...more].filter((name) => name !== undefined).join(', ')}`,
      hint: 'render one, or all into a folder: --output-dir DIR',
    })
  }
  return { ...options, ...(profile === undefined ? {} : { profile }), cluster }
}

async function renderSeveral({ world, screen }: Session, options: Options, outputDir: string): Promise<ExitCode> {
  const { renderToFolder } = await import('../../sets/rendering/render-to-folder.ts')
  const { showRenderedSet } = await import('../../output/manifests.ts')
  const { profile, cluster, ...given } = optionalProfileInput(options)
  const choice = {
    profiles: [profile ?? []].flat().filter((text) => text !== ''),
    clusters: cluster === undefined ? undefined : [cluster].flat(),
    project: options.project,
  }
  const how = { offline: options.offline === true, only: [], omitSecrets: options.secrets === 'omit' }
  showRenderedSet(await renderToFolder(outputDir, choice, given, how, world), outputDir, screen.err)
  return exitCodes.done
}

/** On a terminal a person looks: masked. Elsewhere the choice is the person's. */
function secretsChoice({ showSecrets, mask }: Options, isTerminal: boolean): 'show' | 'mask' | 'refuse' {
  if (mask === true) return 'mask'
  if (showSecrets === true) return 'show'
  return isTerminal ? 'mask' : 'refuse'
}
