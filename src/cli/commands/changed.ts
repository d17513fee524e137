import { Option } from 'commander'
import { joinNames } from '../../counts.ts'
import { throwCollected, withDetail } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import type { ChangedReleases } from '../../sets/changing/changes.ts'
import { addComparedOptions, optionalProfileInput, type ProfileOptions } from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends Omit<ProfileOptions, 'profile' | 'cluster'> {
  readonly profile?: readonly string[]
  readonly cluster?: readonly string[]
  readonly since: string
  readonly output: 'text' | 'json' | 'name'
  readonly exitCode?: boolean
}

export const changed: CliCommand<Options> = {
  runsPrograms: false,
  configure: (program) =>
    addComparedOptions(program.command('changed'))
      .summary('list the releases whose manifests a commit changed')
      .description(
        "Renders every profile as it was at a commit and as it is on disk, without contacting a cluster, running a command or reading a secret store (each source's example is used instead), and lists the releases whose manifests differ, with the fields, the template lines and the variables behind them. Uncommitted files count. git reads the commit; the work tree and the index stay as they are. Exits 0 with changes and without.",
      )
      .requiredOption(
        '--since <revision>',
        'a commit, as git names it, e.g. HEAD~1, v1.4 or origin/main; origin/main... is the commit where HEAD left that branch',
      )
      .option('--exit-code', 'exit 1 if a release changed')
      .addOption(
        new Option(
          '-o, --output <format>',
          'json: one JSON document on stdout, for a CI matrix (docs/reference/output.md); name: a release a line',
        )
          .choices(['text', 'json', 'name'] satisfies Options['output'][])
          .default('text'),
      )
      .addHelpText(
        'after',
        "\nExamples:\n  kdeploy changed --since HEAD~1\n  kdeploy changed --since origin/main... -p 'prod_*' -o name\n  kdeploy changed --since $CI_COMMIT_BEFORE_SHA -o json",
      ),

  async run({ world, screen }, names, options) {
    const { profile = [], cluster, output, since, exitCode } = options
    const { changedReleases } = await import('../../sets/changing/changed.ts')
    const { showChangedAsJson } = await import('../../output/changed/json.ts')
    const { showChanged, showChangedNames, showChangedSummary } = await import('../../output/changed/text.ts')
    const { profile: _, cluster: __, ...given } = optionalProfileInput({ ...options, profile: '', cluster: undefined })
    const profiles = [...new Set([...names, ...profile])].filter((text) => text !== '')
    const result = await changedReleases({ since, profiles, clusters: cluster, given }, world)
    const redact = (text: string) => world.masking.redact(text)
    if (output === 'json') showChangedAsJson(result, screen.out, redact)
    else if (output === 'name') showChangedNames(result, screen.out)
    else showChanged(result, screen.out, redact)
    if (output !== 'json') showChangedSummary(result, screen.err)
    throwProblems(result)
    return exitCode === true && result.changes.length > 0 ? exitCodes.different : exitCodes.done
  },
}

/** Releases named under a problem that they share. */
const mostNamed = 8

function throwProblems({ problems }: ChangedReleases): void {
  const all = problems.flatMap(({ release, error }) =>
    (error.problems.length > 0 ? error.problems : [error]).map((problem) => ({ release, problem })),
  )
  const shared = [...groupBy(all, ({ problem }) => JSON.stringify([problem.place, problem.message])).values()]
  throwCollected(
    shared.flatMap((same) =>
      same
        .slice(0, 1)
        .map(({ problem }) =>
          withDetail(problem, `release: ${joinNames(same, mostNamed, (one) => one.release.label)}`),
        ),
    ),
    (count) => `${count} problems keep releases from being rendered as they are now`,
  )
}
