import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import type { Validated } from '../../findings/validated.ts'
import type { FindingsFormat } from '../../output/findings/formats.ts'
import { type ClusterOptions, targetOf } from '../options/cluster-options.ts'
import { collect } from '../options/repeatable.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ClusterOptions {
  readonly profile?: readonly string[]
  readonly all?: boolean
  readonly project?: string
  readonly allowEmpty?: boolean
  readonly strict?: boolean
  readonly kubeVersion?: string
  readonly crds?: readonly string[]
  readonly crdsFromCluster?: boolean
  readonly output: FindingsFormat
}

/** An error that leaves nothing to validate, such as a broken kdeploy.yaml. */
async function reportOf(error: KdeployError): Promise<Validated> {
  const { ofProblem } = await import('../../findings/of-problem.ts')
  const problems = error.problems.length > 0 ? error.problems : [error]
  return { profiles: [], findings: problems.map(ofProblem), unchecked: [], rules: [] }
}

export const validate: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    program
      .command('validate')
      .summary('check profiles and templates without a cluster')
      .description(
        "Renders the given profiles (all, if none is given) without contacting a cluster, running a command or reading a secret store: each source's example is used instead. Shows every problem of every profile, and where what they render breaks a rule: a schema, an API version, a good habit (docs/rendering/validate.md). Exits 2 for a problem or a finding that is an error.",
      )
      .argument('[profile...]', 'profiles to check')
      .option('-p, --profile <profile>', 'same as an argument; repeatable', collect)
      .option('--all', 'every profile: the default where none is named')
      .option(
        '--project <folder>',
        'folder with kdeploy.yaml or templates/ (default: the nearest parent folder that has one)',
      )
      .option(
        '--kube-version <version>',
        "Kubernetes version that the manifests are for, e.g. 1.36 (default: kdeploy.yaml's validate.kubeVersion, else the newest that is known)",
      )
      .option(
        '--crds <file>',
        "file with CustomResourceDefinitions, besides kdeploy.yaml's validate.crds; - for stdin; repeatable",
        collect,
      )
      .option(
        '--crds-from-cluster',
        'also read the CustomResourceDefinitions of the cluster: nothing else of it is read',
      )
      .option('--context <name>', 'kube context for --crds-from-cluster (default: the current one)')
      .option('--kubeconfig <file>', 'kubeconfig file for --crds-from-cluster (default: as kubectl finds it)')
      .option('--strict', 'exit 2 for warnings, too')
      .addOption(
        new Option(
          '-o, --output <format>',
          'json: one JSON document on stdout (docs/reference/output.md); sarif: for code scanning and editors; junit: for a CI job',
        )
          .choices(['text', 'json', 'sarif', 'junit'] satisfies Options['output'][])
          .default('text'),
      )
      .option('--allow-empty', 'accept a profile that renders no manifests')
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy validate\n  kdeploy validate prod_cthulu stg_cthulu\n  kdeploy validate --strict -o junit > validate.xml',
      ),

  async run({ world, screen }, names, options) {
    const { project, profile = [], output, crdsFromCluster = false, strict = false } = options
    const crdsFrom = crdsFromCluster ? targetOf(options) : undefined
    const { validateProfiles } = await import('../../workflow/validate.ts')
    const { countFindings } = await import('../../findings/validated.ts')
    const { showFindingsAs } = await import('../../output/findings/formats.ts')
    const named = options.all === true ? [] : [...new Set([...names, ...profile])]
    const show = (validated: Validated) => showFindingsAs(output, validated, screen, { version: world.version, strict })
    const validated = await validateProfiles(named, project, { ...options, crdsFrom }, world).catch(async (error) => {
      // Who reads a report finds in it why there is no other.
      if (output !== 'text' && error instanceof KdeployError) await show(await reportOf(error))
      throw error
    })
    await show(validated)
    const { errors, warnings } = countFindings(validated)
    return errors + (strict ? warnings : 0) === 0 ? exitCodes.done : exitCodes.input
  },
}
