import type { KdeployError } from '../../errors.ts'
import { describeLedger, nothingWritten } from './ledger.ts'
import { asKdeployError } from './request-errors.ts'
import type { Run } from './run.ts'

/** SIGINT or SIGTERM came; nothing more was begun after it. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
  /** What to do then; undefined where nothing was begun. */
  readonly next: string | undefined
  /** The revision that an undo of what was begun would bring back; undefined where there is none, or nothing was begun. */
  readonly previous: number | undefined
  /** An error that was not caused by the signal but came with it. */
  readonly refusal: KdeployError | undefined

  constructor(message: string, next?: string, cause?: unknown, previous?: number) {
    super(message, { cause })
    this.next = next
    this.previous = next === undefined ? undefined : previous
    const refusal = asKdeployError(cause)
    this.refusal = refusal === undefined || gotNoResponse(refusal) ? undefined : refusal
  }
}

/** For a promise's `catch`: has an interruption name the revision that an undo would bring back. */
export function rethrowWithPrevious(previous: number | undefined): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Interrupted)) throw error
    throw new Interrupted(error.message, error.next, error.cause, previous)
  }
}

/** What to do after a run that was interrupted. */
export const rerunHint = 'rerun the command: it continues from the current state'

/**
 * Throws Interrupted, with what the run did, if a signal came. `next`: a hint if anything was done; `cause`: what failed
 * besides. @throws Interrupted
 */
export function throwIfInterrupted(
  { world, ledger }: Pick<Run, 'world' | 'ledger'>,
  next = rerunHint,
  cause?: unknown,
): void {
  if (!world.interrupted.aborted) return
  const told = describeLedger(ledger.whole)
  throw new Interrupted(told ?? nothingWritten, told === undefined ? undefined : next, cause)
}

/**
 * For a promise's `catch`: replaces the error of a request that the signal aborted, which knows nothing of earlier writes: an
 * interrupted run reports those instead.
 */
export function rethrowAsInterrupted(run: Pick<Run, 'world' | 'ledger'>, next?: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof Interrupted)) throwIfInterrupted(run, next, error)
    throw error
  }
}

/** Whether nobody answered, as it is with a request that a signal cuts off. */
function gotNoResponse({ code, problems }: KdeployError): boolean {
  return problems.length > 0 ? problems.every(gotNoResponse) : code === 'cluster-unreachable'
}
