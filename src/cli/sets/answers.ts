import type { EmitSet } from '../../sets/told/events.ts'
import type { SetResult } from '../../sets/told/results.ts'
import type { ExitCode } from '../session/exit-codes.ts'
import type { RunRequest } from '../session/report.ts'
import type { Session } from '../session/session.ts'

/** A command on several releases that answers on stdout, with a table or a document. */
export interface Asking<Result> {
  readonly command: 'status' | 'history' | 'images'
  /** For a CI system; default: nothing. */
  readonly ci?: RunRequest
  /** Of a release that answered. */
  readonly exitCodeOf: (result: Result) => ExitCode
}

/** Reports such a command: on stderr stands where the releases are, what is waited for, and what could not be found out. */
export async function reportAnswers<Result>(
  session: Session,
  { command, ci, exitCodeOf }: Asking<Result>,
  ask: (emit: EmitSet) => Promise<SetResult<Result>>,
): Promise<ExitCode> {
  const { reportSet } = await import('../session/report-set.ts')
  return reportSet<Result>(
    session,
    {
      command,
      ...(ci === undefined ? {} : { given: ci }),
      exitCodeOf,
      conclude: () => ({ failures: [], show() {} }),
      summarize() {},
    },
    ask,
  )
}
