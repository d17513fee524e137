import type { Emit } from '../../workflow/run/events.ts'
import type { Preview } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type OutputFormat, type RunRequest, reportRun } from './report.ts'
import type { Session } from './session.ts'

/** What `--dry-run` of a command is told and shown by. */
interface PreviewedRun {
  readonly command: string
  readonly output: OutputFormat
  readonly quiet: boolean | undefined
  readonly given: RunRequest
  /** `nothing was written`. */
  readonly nothingDone: string
}

/** Shows what a run would do, as `diff` does. Exits 0 with differences and without: exit 1 is of diff alone. */
export async function reportPreview(
  session: Session,
  run: PreviewedRun,
  preview: (emit: Emit) => Promise<Preview & { readonly target?: number }>,
): Promise<ExitCode> {
  const { showDiff } = await import('../../output/diff/text.ts')
  const { showPaged } = await import('./pager.ts')
  return reportRun(
    session,
    run,
    async ({ emit, tellDifferences }) => {
      const previewed = await preview(emit)
      if (run.output !== 'json') await showPaged(session, true, (pen) => showDiff(previewed.objects, pen))
      tellDifferences(previewed.objects)
      return previewed
    },
    ({ objects, notRestored, target }) => ({
      exitCode: exitCodes.done,
      differences: objects.length,
      dryRun: true,
      failures: [],
      notRestored,
      ...(target === undefined ? {} : { target }),
      show(_elapsed, err) {
        const what = objects.length === 0 ? 'no differences, and ' : ''
        err.line(`dry run: ${what}${run.nothingDone}`)
      },
    }),
  )
}
