import { KdeployError } from '../../errors.ts'
import { createSetProgress } from '../../output/sets/progress.ts'
import { showSetSummary } from '../../output/sets/summary.ts'
import { showKnownError } from '../../output/terminal/error.ts'
import type { EmitSet } from '../../sets/events.ts'
import type { ReleaseEnd, SetResult } from '../../sets/results.ts'
import { type ExitCode, exitCodeOf, exitCodes } from './exit-codes.ts'
import type { Session } from './session.ts'

/** Which command it is, and what it says of its releases. */
export interface SetRun<Result> {
  readonly command: string
  /** Of a release whose use case returned. */
  readonly exitCodeOf: (result: Result) => ExitCode
}

/** The gravest first: what is left broken, then what stopped a run, then what was put right or never began. */
const gravity: readonly ExitCode[] = [
  exitCodes.interrupted,
  exitCodes.terminated,
  exitCodes.internal,
  exitCodes.workload,
  exitCodes.cluster,
  exitCodes.conflict,
  exitCodes.restored,
  exitCodes.input,
  exitCodes.different,
  exitCodes.done,
]

/** Runs a use case on several releases and shows what it tells. Returns the gravest of their exit codes. */
export async function reportSet<Result>(
  session: Session,
  { exitCodeOf: codeOf }: SetRun<Result>,
  run: (emit: EmitSet) => Promise<SetResult<Result>>,
): Promise<ExitCode> {
  const { world, screen } = session
  const began = world.monotonicClock()
  const progress = createSetProgress(screen.err)
  const result = await run((event) => progress.emit(event)).finally(() => progress.close())
  const codes = result.ends.map((end) => codeOfEnd(end, codeOf, world.interrupted))
  if (result.stopped !== undefined) {
    codes.push(exitCodeOf(result.stopped.error, world.interrupted))
    if (result.stopped.error instanceof KdeployError) showKnownError(result.stopped.error, screen.err, '')
  }
  showSetSummary(result, world.monotonicClock() - began, screen.err)
  return gravity.find((code) => codes.includes(code)) ?? exitCodes.done
}

function codeOfEnd<Result>(
  { state, result, error }: ReleaseEnd<Result>,
  codeOf: (result: Result) => ExitCode,
  interrupted: AbortSignal,
): ExitCode {
  if (error !== undefined) return exitCodeOf(error, interrupted)
  // What kept it from beginning has a code of its own.
  if (state === 'skipped' || result === undefined) return exitCodes.done
  return codeOf(result)
}
