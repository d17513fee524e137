import type { SetRelease } from '../../order/release.ts'
import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { SeenRelease } from '../../sets/told/results.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import { type ExitCode, exitCodeOf } from '../session/exit-codes.ts'
import type { RunRequest } from '../session/report.ts'
import type { Session } from '../session/session.ts'
import { reportAnswers } from './answers.ts'
import { oneReleaseOnly } from './one-release.ts'

/** What the command line says of a status of several releases. */
export interface StatusSetRequest {
  readonly output: 'text' | 'json'
  readonly releasesAtATime: number
  readonly exitCode?: boolean
  readonly watch?: boolean
  readonly wait?: boolean
  readonly timeout?: number
  readonly stableFor?: number
  /** The options that lead another command to one of the releases. */
  readonly same: (release: SetRelease) => readonly string[]
  readonly ci: RunRequest
}

/** Shows how several releases are. */
export async function statusOfSeveral(
  session: Session,
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { output, releasesAtATime, exitCode: drift = false, watch, wait, timeout, stableFor = 0, same, ci }: StatusSetRequest,
  choose: () => Promise<ChosenSet>,
): Promise<ExitCode> {
  if (watch === true) throw oneReleaseOnly('status --watch', 'watch one of them, or follow all of them with --wait')
  const { world, screen } = session
  const { statusOfSet } = await import('../../sets/reading/status.ts')
  const { exitCodeOfAwaited, exitCodeOfStatus } = await import('../session/status-code.ts')
  const { showSetStatus } = await import('../../output/sets/reads/status.ts')
  const { showSetStatusAsJson } = await import('../../output/sets/reads/status-json.ts')
  const redact = (text: string) => world.masking.redact(text)
  const options = { drift, releasesAtATime, wait: wait === true ? { timeout, stableFor } : undefined }
  return reportAnswers<SeenRelease>(
    session,
    {
      ...{ command: 'status', ci },
      exitCodeOf(seen) {
        if ('neverDeployed' in seen) return exitCodeOf(seen.neverDeployed)
        return wait === true ? exitCodeOfAwaited(seen) : exitCodeOfStatus(seen.status)
      },
    },
    async (emit) =>
      statusOfSet(given, await choose(), options, world, emit, (set, halfWay) => {
        if (output === 'json') showSetStatusAsJson(set, halfWay, screen.out, redact)
        else showSetStatus(set, { now: world.wallClock(), drift, same, redact }, screen.out)
      }),
  )
}
