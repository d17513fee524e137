import { InvalidArgumentError, Option } from 'commander'
import { throwCollected } from '../../errors.ts'
import type { DiffFormat } from '../../output/diff/formats.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { World } from '../../workflow/run/world.ts'
import { addCiOptions, type CiOptions } from '../options/ci-options.ts'
import { addCommentOption, type CommentOption } from '../options/comment-option.ts'
import {
  addChangedSince,
  addQuietOption,
  addSetOptions,
  chosenBy,
  optionalProfileInput,
  type ProfileOptions,
  profileInput,
  type QuietOption,
  type SetOptions,
} from '../options/options.ts'
import { addPlanOptions, type PlanOptions } from '../options/plan-options.ts'
import type { CommentText, WriteComment } from '../session/comment.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand, Session } from '../session/session.ts'

interface Options extends ProfileOptions, SetOptions, PlanOptions, CommentOption, CiOptions, QuietOption {
  readonly plan?: string
  readonly output: DiffFormat | 'json'
  readonly allowEmpty?: boolean
  readonly pager: boolean
}

async function openComment(world: World): Promise<WriteComment> {
  return (await import('../session/comment.ts')).openComment(world)
}

/** What found nothing makes no comment, but replaces the one that found something. */
async function commentOf(difference: Difference, { screen }: Session): Promise<CommentText> {
  const { diffComment } = await import('../../output/diff/markdown.ts')
  const { redact } = screen.err
  return {
    text: (limit) => diffComment(difference, redact, limit),
    create: difference.objects.length > 0 || difference.refused !== undefined,
  }
}

export const diff: CliCommand<Options> = {
  configure: (program) =>
    addQuietOption(
      addCiOptions(addCommentOption(addPlanOptions(addChangedSince(addSetOptions(program.command('diff'))))), 'diff'),
    )
      .summary('show what an apply would change on the cluster')
      .description(
        'Shows what an apply would change, according to a server-side dry-run. Secret data is masked. It needs the permissions of an apply, but writes nothing. Exits 0 without differences, 1 with differences, above 1 on an error. Where an apply would be refused, the reasons come after all differences.',
      )
      .addOption(
        new Option(
          '-o, --output <format>',
          'unified: whole objects, as kubectl diff shows them; markdown: a comment on a merge request; html: a page for a browser; json: each event of the run as a line on stdout (docs/reference/output.md)',
        )
          .choices(['text', 'unified', 'markdown', 'html', 'json'] satisfies Options['output'][])
          .default('text'),
      )
      .option(
        '--plan <file>',
        'also write the plan to this file, for apply --plan; it holds no sensitive value',
        parsePlanFile,
      )
      .option(
        '--revert-drift',
        'show what an apply with this option would change, including what others changed or added',
      )
      .option(
        '--no-pager',
        "don't show a diff that is longer than the terminal with a pager ($KDEPLOY_PAGER, $PAGER, less)",
      )
      .option('--allow-empty', 'allow a profile that renders no manifests')
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy diff -p prod_cthulu\n  kdeploy diff -p prod_cthulu --set image_tag=1.5.0\n  kdeploy diff -p prod_cthulu -o unified | delta\n  kdeploy diff -p prod_cthulu -o html > diff.html\n  kdeploy diff -p prod_cthulu --plan plan.json\n  kdeploy diff -p prod_cthulu --comment\n  kdeploy diff -p 'prod_*'",
      ),

  async run(session, _args, options) {
    const { diffProfile } = await import('../../workflow/diff.ts')
    const { reportRun } = await import('../session/report.ts')
    const { showDiffAs } = await import('../../output/diff/formats.ts')
    const { externalDiff, showExternally } = await import('../session/external-diff.ts')
    const { showPaged } = await import('../session/pager.ts')
    const { output } = options
    const writeComment = options.comment === true ? await openComment(session.world) : undefined
    const program = output === 'unified' ? externalDiff(session.world) : undefined
    return reportRun(
      session,
      { command: 'diff', output: output === 'json' ? output : 'text', quiet: options.quiet, given: options },
      async ({ emit, tellDifferences, recorder }) => {
        const difference = await diffProfile(profileInput(options), options, session.world, emit)
        recorder.compared(difference)
        const { objects, refused } = difference
        const problems = refused === undefined ? [] : [refused]
        tellDifferences(objects)
        if (program !== undefined) problems.push(...(await showExternally(program, objects, session.world)))
        else if (output !== 'json') {
          const isForReading = output === 'text' || output === 'unified'
          await showPaged(session, options.pager && isForReading, (pen) =>
            showDiffAs(output, difference, pen, session.screen.err.redact),
          )
        }
        if (writeComment !== undefined) await writeComment(await commentOf(difference, session), emit)
        throwCollected(problems, () => "an apply would be refused, and the diff can't be shown")
        return difference
      },
      ({ objects, unshown }) => ({
        exitCode: objects.length === 0 ? exitCodes.done : exitCodes.different,
        differences: objects.length,
        failures: [],
        show(_elapsed, err) {
          if (options.plan !== undefined) err.line(`the plan was written to ${options.plan}`)
          if (objects.length === 0) err.line(`no ${unshown.length === 0 ? '' : 'other '}differences`)
        },
      }),
    )
  },

  async runSet(session, _args, options, choose) {
    const { diffSeveral } = await import('../sets/diff.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput(options)
    return diffSeveral(session, given, { ...options, ci: options, chosenBy: chosenBy(options) }, choose)
  },
}

/** stdout has the diff. */
function parsePlanFile(file: string): string {
  if (file === '-') throw new InvalidArgumentError('Name a file: stdout has the diff.')
  return file
}
