import type { DiffFormat } from '../../output/diff/formats.ts'
import type { SetTitle } from '../../output/sets/reads/diff-markdown.ts'
import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { DiffSetOptions } from '../../sets/diff.ts'
import type { SetResult } from '../../sets/told/results.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { Difference } from '../../workflow/run/results.ts'
import type { CommentOption } from '../options/comment-option.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { RunRequest } from '../session/report.ts'
import type { Session } from '../session/session.ts'
import { oneReleaseOnly } from './one-release.ts'

/** What the command line says of a diff of several releases. */
export interface DiffSetRequest extends Omit<DiffSetOptions, 'isForMachines' | 'compared'>, CommentOption {
  readonly output: DiffFormat | 'json'
  readonly pager: boolean
  readonly quiet?: boolean
  /** See SetTitle. */
  readonly chosenBy: readonly string[]
  readonly ci: RunRequest
}

/** Diffs several releases: shows each that differs on stdout, in the order of the set, and what was refused after that. */
export async function diffSeveral(
  session: Session,
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { output, pager, quiet, comment, chosenBy, ci, ...options }: DiffSetRequest,
  choose: () => Promise<ChosenSet>,
): Promise<ExitCode> {
  if (options.plan !== undefined)
    throw oneReleaseOnly('diff --plan', 'write a plan of each: kdeploy diff PROFILE --plan FILE')
  const { world } = session
  const isForMachines = output === 'json'
  const { diffSet } = await import('../../sets/diff.ts')
  const { reportSet } = await import('../session/report-set.ts')
  const { showDiffSummary } = await import('../../output/sets/reads/diff.ts')
  const { openSetComment } = await import('./comment.ts')
  const { projectTitle } = await import('../../workflow/project-title.ts')
  const write = comment === true ? await openSetComment(session) : undefined
  const title = { project: projectTitle(given.project, world), chosenBy }
  return reportSet(
    session,
    {
      command: 'diff',
      output: isForMachines ? 'json' : 'text',
      quiet,
      given: ci,
      exitCodeOf: ({ objects }: Difference) => (objects.length === 0 ? exitCodes.done : exitCodes.different),
      // What it came to is shown on stdout, and counted at the end.
      conclude: ({ objects }) => ({ differences: objects.length, failures: [], show() {} }),
      summarize: showDiffSummary,
    },
    async (emit, { compared, tellDifferences }) =>
      diffSet(
        given,
        await choose(),
        {
          ...options,
          isForMachines,
          compared(release, difference) {
            compared(release, difference)
            tellDifferences(release, difference.objects)
          },
        },
        world,
        emit,
        async (set) => {
          if (output !== 'json') await showAll(set, title, output, pager, session)
          await write?.(set, title, emit)
        },
      ),
  )
}

async function showAll(
  set: SetResult<Difference>,
  title: SetTitle,
  output: DiffFormat,
  pager: boolean,
  session: Session,
): Promise<void> {
  const { showSetDiffAs } = await import('../../output/sets/reads/diff-formats.ts')
  const { externalDiff } = await import('../session/external-diff.ts')
  const program = output === 'unified' ? externalDiff(session.world) : undefined
  if (program !== undefined) return showEachExternally(set, program, session)
  const { showPaged } = await import('../session/pager.ts')
  const isForReading = output === 'text' || output === 'unified'
  await showPaged(session, pager && isForReading, (pen) =>
    showSetDiffAs(output, set, title, pen, session.screen.err.redact),
  )
}

/** One after the other, each under its heading, as the program has no way to show several. @throws KdeployError `external-diff-failed` */
async function showEachExternally(
  set: SetResult<Difference>,
  program: Parameters<typeof import('../session/external-diff.ts')['showExternally']>[0],
  { world, screen }: Session,
): Promise<void> {
  const { showExternally } = await import('../session/external-diff.ts')
  const { differingIn, headingOf } = await import('../../output/sets/reads/diff.ts')
  for (const end of differingIn(set)) {
    screen.out.line(headingOf(end, screen.err))
    const [problem] = await showExternally(program, end.result.objects, world)
    if (problem !== undefined) throw problem
  }
}
