import { KdeployError } from '../errors.ts'
import { causesOf } from '../output/causes.ts'
import { showError, showKnownError } from '../output/error.ts'
import { goOn, Interrupted, isCutOff } from '../workflow/interrupted.ts'
import { type ExitCode, exitCodeOf } from './exit-codes.ts'
import type { Session } from './session.ts'

/** What is known of a run that an error ended. */
interface Ended {
  /** What the error means, shown under it where the run wasn't interrupted. */
  readonly meaning?: string | undefined
  /** It had begun to change objects. */
  readonly hasBegun?: boolean
}

/** Shows the error that ended a run. Returns the exit code. */
export function showEnd(error: unknown, session: Session, { meaning, hasBegun = false }: Ended = {}): ExitCode {
  const { world, screen } = session
  if (world.interrupted.aborted) showInterruption(error, session, hasBegun)
  else {
    showError(error, screen.err, world.version)
    if (meaning !== undefined) screen.err.own(meaning)
  }
  if (world.trace !== undefined) for (const line of causesOf(error)) world.trace(line)
  return exitCodeOf(error, world.interrupted)
}

/** Whatever failed after the signal, failed because of it; but what refused a write is told. */
function showInterruption(error: unknown, { world, screen }: Session, hasBegun: boolean): void {
  const signal = world.interrupted.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT'
  const told = error instanceof Interrupted ? error : undefined
  if (hasBegun && error instanceof KdeployError && !isCutOff(error)) showKnownError(error, screen.err, '')
  screen.err.line(`interrupted by ${signal}${told === undefined ? '' : `; ${told.message}`}`)
  const next = told === undefined ? goOn : told.next
  if (next !== undefined) screen.err.line(next)
}
