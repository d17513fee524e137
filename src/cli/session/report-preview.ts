import type { Emit } from '../../workflow/run/events.ts'
import type { Preview } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type OutputFormat, reportRun } from './report.ts'
import type { Session } from './session.ts'

/** What `--dry-run` of a command is told and shown by. */
interface PreviewedRun {
  readonly command: string
  readonly output: OutputFormat
  readonly quiet: boolean | undefined
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
  const { screen } = session
  return reportRun(
    session,
    run,
    async ({ emit, json }) => {
      const previewed = await preview(emit)
      if (json === undefined) await showPaged(session, true, (pen) => showDiff(previewed.objects, pen))
      else for (const object of previewed.objects) json.difference(object)
      return previewed
    },
    ({ objects, notRestored, target }) => ({
      exitCode: exitCodes.done,
      differences: objects.length,
      dryRun: true,
      failures: [],
      notRestored,
      ...(target === undefined ? {} : { target }),
      show() {
        const what = objects.length === 0 ? 'no differences, and ' : ''
        screen.err.line(`dry run: ${what}${run.nothingDone}`)
      },
    }),
  )
}
