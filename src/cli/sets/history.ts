import type { ChosenSet } from '../../sets/choosing/select.ts'
import type { ProfileInput } from '../../workflow/run/input.ts'
import type { ReleaseHistory } from '../../workflow/run/results.ts'
import { type ExitCode, exitCodes } from '../session/exit-codes.ts'
import type { Session } from '../session/session.ts'
import { reportAnswers } from './answers.ts'

/** What the command line says of a history of several releases. */
export interface HistorySetRequest {
  readonly output: 'text' | 'json'
  readonly releasesAtATime: number
}

/** Lists the revisions of several releases. */
export async function historyOfSeveral(
  session: Session,
  given: Omit<ProfileInput, 'profile' | 'cluster'>,
  { output, releasesAtATime }: HistorySetRequest,
  choose: () => Promise<ChosenSet>,
): Promise<ExitCode> {
  const { world, screen } = session
  const { historyOfSet } = await import('../../sets/reading/history.ts')
  const { showSetHistory, showSetHistoryAsJson } = await import('../../output/sets/reads/history.ts')
  const redact = (text: string) => world.masking.redact(text)
  return reportAnswers<ReleaseHistory>(
    session,
    { command: 'history', exitCodeOf: () => exitCodes.done },
    async (emit) =>
      historyOfSet(given, await choose(), { releasesAtATime }, world, emit, (set, halfWay) => {
        if (output === 'json') showSetHistoryAsJson(set, halfWay, screen.out, redact)
        else showSetHistory(set, world.wallClock(), screen, redact)
      }),
  )
}
