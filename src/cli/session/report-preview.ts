import type { SetRelease } from '../../order/release.ts'
import type { SetResult } from '../../sets/told/results.ts'
import type { Emit } from '../../workflow/run/events.ts'
import type { Preview } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from './exit-codes.ts'
import { type OutputFormat, type RunRequest, reportRun } from './report.ts'
import type { SetReporter } from './report-set.ts'
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

/** What `--dry-run` of a command on several releases would change, one release after the other, under a line that names it. */
export async function showReleasePreviews(
  session: Session,
  output: OutputFormat,
  previews: readonly { readonly release: SetRelease; readonly preview: Pick<Preview, 'objects'> }[],
  reporter: Pick<SetReporter, 'tellDifferences'>,
): Promise<void> {
  const { showDiff } = await import('../../output/diff/text.ts')
  const { showPaged } = await import('./pager.ts')
  if (output !== 'json') {
    await showPaged(session, true, (pen) => {
      for (const { release, preview } of previews) {
        if (preview.objects.length === 0) continue
        pen.line(pen.colour.bold(`# ${release.label}`))
        showDiff(preview.objects, pen)
      }
    })
  }
  for (const { release, preview } of previews) reporter.tellDifferences(release, preview.objects)
}

/** The previews in how a set ended that stopped after its plans. */
export function previewsIn({ ends }: SetResult): { readonly release: SetRelease; readonly preview: Preview }[] {
  return ends.flatMap(({ release, result }) => (isPreview(result) ? [{ release, preview: result }] : []))
}

function isPreview(result: unknown): result is Preview {
  return typeof result === 'object' && result !== null && 'objects' in result
}
