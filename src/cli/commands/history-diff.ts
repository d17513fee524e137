import { Option } from 'commander'
import { KdeployError } from '../../errors.ts'
import { addReleaseOptions, type ProfileOptions, parseRevision, profileInput } from '../options/options.ts'
import { exitCodes } from '../session/exit-codes.ts'
import type { CliCommand } from '../session/session.ts'

interface Options extends ProfileOptions {
  readonly output: 'text' | 'unified' | 'json'
}

export const historyDiff: CliCommand<Options> = {
  runsPrograms: false,
  configure: (history) =>
    addReleaseOptions(history.command('diff'))
      .summary('show what differs between two revisions')
      .description(
        'Shows in which fields the manifests of one revision differ from those of another; with one number, from those of the revision before it. Sensitive values are masked. It compares what was recorded, not the cluster ("kdeploy undo --dry-run" does that), and exits 0 with differences and without.',
      )
      .argument('[revision...]', 'numbers of the two revisions, the older one first', parseRevision)
      .addOption(
        new Option(
          '-o, --output <format>',
          'unified: whole objects; json: one JSON document on stdout (docs/reference/output.md)',
        )
          .choices(['text', 'unified', 'json'] satisfies Options['output'][])
          .default('text'),
      )
      .addHelpText(
        'after',
        '\nExamples:\n  kdeploy history diff 11 12 -p prod_cthulu\n  kdeploy history diff prod_cthulu 12\n  kdeploy history diff 11 12 -p prod_cthulu -o json',
      ),

  async run({ world, screen }, revisions, options) {
    const { from, to } = revisionsAsked(revisions)
    const { diffRevisions } = await import('../../workflow/revision.ts')
    const { tellOn } = await import('../session/report.ts')
    const difference = await diffRevisions(profileInput(options), from, to, world, tellOn(screen))
    if (options.output === 'json') {
      const { showRevisionDifferenceAsJson } = await import('../../output/revision.ts')
      showRevisionDifferenceAsJson(difference, screen.out, (text) => world.masking.redact(text))
      return exitCodes.done
    }
    const { showDiff } = await import('../../output/diff/text.ts')
    const { showUnified } = await import('../../output/diff/unified.ts')
    if (options.output === 'unified') showUnified(difference.objects, screen.out)
    else showDiff(difference.objects, screen.out, statesOf(difference))
    if (difference.objects.length === 0)
      screen.err.line(`revisions ${difference.from} and ${difference.to} have the same manifests`)
    return exitCodes.done
  },
}

/** One number: against the revision before it. @throws KdeployError `revision-unknown` */
function revisionsAsked(words: readonly string[]) {
  const [first, second, ...more] = words.map(Number)
  if (first !== undefined && more.length === 0)
    return second === undefined ? { from: undefined, to: first } : { from: first, to: second }
  throw new KdeployError({
    code: 'revision-unknown',
    category: 'input',
    message: `history diff takes one or two revisions, found ${words.length}`,
    hint: 'name them by their numbers: kdeploy history diff 11 12',
  })
}

function statesOf({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: `revision ${from}`, to: `revision ${to}` }
}
