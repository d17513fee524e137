import { KdeployError, messageOf } from '../../errors.ts'
import { causesOf } from '../../output/causes.ts'
import { showError, showKnownError } from '../../output/terminal/error.ts'
import { Interrupted, rerunHint } from '../../workflow/run/interruption.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import type { Session } from './session.ts'

/** Shows the error that ended a run, and under it, where neither it nor an interruption says so, what the run did. Returns the exit code. */
export function showOutcome(error: unknown, session: Session, done?: string, undo?: string): ExitCode {
  const { world, screen } = session
  if (world.interrupted.aborted) showInterruption(error, session, undo)
  else if (isCancelled(error)) screen.err.safeLine(done === undefined ? error.message : `${error.message}; ${done}`)
  else {
    showError(error, screen.err, world.version)
    if (done !== undefined && !tells(error, done)) screen.err.safeLine(done)
  }
  if (world.trace !== undefined) for (const line of causesOf(error)) world.trace(line)
  return exitCodeOf(error, world.interrupted)
}

/** The same of one release of a set: what to do after an interruption is told once for all of them. */
export function showReleaseOutcome(error: unknown, session: Session, done: string | undefined): void {
  const { world, screen } = session
  if (!world.interrupted.aborted) {
    showOutcome(error, session, done)
    return
  }
  const told = error instanceof Interrupted ? error : undefined
  if (told?.refusal !== undefined) showKnownError(told.refusal, screen.err, '')
  screen.err.line(`interrupted; ${told?.message ?? done ?? messageOf(error)}`)
  if (world.trace !== undefined) for (const line of causesOf(error)) world.trace(line)
}

/** Whatever failed after the signal, failed because of it; but what refused a write is told. */
function showInterruption(error: unknown, { world, screen }: Session, undo: string | undefined): void {
  const told = error instanceof Interrupted ? error : undefined
  if (told?.refusal !== undefined) showKnownError(told.refusal, screen.err, '')
  screen.err.line(`interrupted by ${signalOf(world.interrupted)}${told === undefined ? '' : `; ${told.message}`}`)
  const next = told === undefined ? rerunHint : told.next
  if (next !== undefined) screen.err.line(next)
  if (undo !== undefined && told?.previous !== undefined)
    screen.err.line(`or restore revision ${told.previous}: ${undo}`)
}

/** The signal that interrupted a run. */
export function signalOf({ reason }: AbortSignal): string {
  return reason === 'SIGTERM' || reason === 'SIGHUP' ? reason : 'SIGINT'
}

/** The person decided it: no error, though the command did not do what was asked. */
function isCancelled(error: unknown): error is KdeployError {
  return error instanceof KdeployError && error.code === 'cancelled'
}

function tells(error: unknown, done: string): boolean {
  if (!(error instanceof KdeployError)) return false
  const { message, detail, problems } = error
  return [message, detail].some((text) => text?.includes(done)) || problems.some((problem) => tells(problem, done))
}
