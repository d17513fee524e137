import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import type { Validated } from '../../findings/validated.ts'
import type { FindingsFormat } from '../../output/findings/formats.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { type ClusterOptions, targetOf } from '../options/cluster-options.ts'
import { addCommentOption, type CommentOption } from '../options/comment-option.ts'
import { collect } from '../options/repeatable.ts'
import type { CommentText } from '../session/comment.ts'
import { type ExitCode, exitCodeOf, exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options extends ClusterOptions, CommentOption, CiOptions {
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
async function reportOf(error: unknown, { world }: Session): Promise<Validated> {
  const { problemFindings } = await import('../../findings/of-problem.ts')
  return { profiles: [], findings: problemFindings(error, world.interrupted.aborted), unchecked: [], rules: [] }
}

/** Comments on the merge request: what found nothing only replaces what found something. */
async function openComment(
  { world, screen }: Session,
  profiles: readonly string[],
  projectFolder: string | undefined,
): Promise<(validated: Validated) => Promise<void>> {
  const { openComment } = await import('../session/comment.ts')
  const { tellOn } = await import('../session/report.ts')
  const { findingsMarkdown } = await import('../../output/findings/markdown.ts')
  const { projectTitle } = await import('../../workflow/project-title.ts')
  const { countFindings } = await import('../../findings/validated.ts')
  const write = await openComment(world)
  return (validated) => {
    const title = { ...projectTitle(projectFolder, world), profiles }
    const { errors, warnings } = countFindings(validated)
    const comment: CommentText = {
      text: (limit) => findingsMarkdown(validated, title, screen.err.redact, limit),
      create: errors + warnings > 0,
    }
    return write(comment, tellOn(screen))
  }
}

export const validate: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addCiOptions(addCommentOption(program.command('validate')), 'findings')
      .summary('check profiles and templates without a cluster')
      .description(
        "Renders the given profiles (all, if none is given) without contacting a cluster, running a command or reading a secret store: each source's example is used instead. Shows every problem of every profile, and where what they render breaks a rule: a schema, an API version, a good habit (docs/rendering/validate.md). Exits 2 for a problem or a finding that is an error.",
      )
      .argument('[profile...]', 'profiles to check')
      .option('-p, --profile <profile>', 'same as an argument; repeatable', collect)
      .option('--all', 'every profile, whatever is named besides: the default where none is named')
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
        '\nExamples:\n  kdeploy validate\n  kdeploy validate prod_cthulu stg_cthulu\n  kdeploy validate --strict -o junit > validate.xml\n  kdeploy validate --comment',
      ),

  async run(session, names, options) {
    const { world, screen } = session
    const { project, profile = [], output, crdsFromCluster = false, strict = false } = options
    const crdsFrom = crdsFromCluster ? targetOf(options) : undefined
    const { validateProfiles } = await import('../../workflow/validate.ts')
    const { countFindings } = await import('../../findings/validated.ts')
    const { showFindingsAs } = await import('../../output/findings/formats.ts')
    const { CiRun } = await import('../session/ci-run.ts')
    const ci = new CiRun(session, { command: 'validate', given: options, project, strict })
    ci.prepare()
    const named = options.all === true ? [] : [...new Set([...names, ...profile])]
    const show = (validated: Validated) => showFindingsAs(output, validated, screen, { version: world.version, strict })
    const comment = options.comment === true ? await openComment(session, named, project) : undefined
    const report = async (validated: Validated, exitCode: ExitCode) => {
      if (!ci.isRecorded) return exitCode
      const { findingsReports, sharedFindings } = await import('../../output/reports/formats.ts')
      await ci.annotate(sharedFindings(validated))
      return ci.write(findingsReports, validated, exitCode)
    }
    const validated = await validateProfiles(named, project, { ...options, crdsFrom }, world).catch(async (error) => {
      // Who reads a report, or a comment, finds in it why there is no other.
      const stopped = await reportOf(error, session)
      if (error instanceof KdeployError) {
        if (output !== 'text') await show(stopped)
        await comment?.(stopped)
      }
      await report(stopped, exitCodeOf(error, world.interrupted))
      throw error
    })
    await show(validated)
    await comment?.(validated)
    const { errors, warnings } = countFindings(validated)
    return report(validated, errors + (strict ? warnings : 0) === 0 ? exitCodes.done : exitCodes.input)
  },
}
