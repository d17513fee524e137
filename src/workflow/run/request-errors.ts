import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { KdeployError } from '../../errors.ts'
import type { ObjectRef } from '../../manifest/types.ts'
import type { Ledger, Outcome } from './ledger.ts'

/**
 * Wraps a failure to write a record (lock, parent, revision) in an error that says what it means for the
 * deploy. Anything but the server's refusal or silence stays as it is.
 */
export function recordFailed(error: unknown, message: string, hint?: string): unknown {
  const problem = asKdeployError(error)
  if (problem === undefined) return error
  if (problem === error && problem.code !== 'cluster-unreachable') return error
  const { category } = problem
  return new KdeployError({ code: 'not-recorded', category, message, problems: [problem], hint })
}

/**
 * What a user can act on: the server's refusal, explained by its request, or an error that is explained already. undefined for
 * anything else, which is a bug.
 */
export function asKdeployError(error: unknown): KdeployError | undefined {
  if (error instanceof ApiError) return explainApiError(error, { what: error.request })
  return error instanceof KdeployError ? error : undefined
}

/** Whether the outcome is unknown: the server may have done it without confirming. */
export function isOutcomeUnknown(error: unknown): boolean {
  if (error instanceof ApiError) return error.status === 504 || /etcdserver/.test(error.message)
  return error instanceof KdeployError && error.code === 'cluster-unreachable'
}

/** Whether the request certainly had no effect. */
function surelyDidNothing(error: unknown): boolean {
  return wasNotSent(error) || (error instanceof ApiError && !isOutcomeUnknown(error))
}

/**
 * Asks the API server to do something to an object. Until it is known whether that happened, `unknown` is recorded of the object;
 * after that, what was recorded before. `name`: see RecordOptions.
 */
export async function trackOutcome<Answer>(
  ledger: Ledger,
  ref: ObjectRef,
  unknown: Outcome,
  ask: () => Promise<Answer>,
  name?: string,
): Promise<Answer> {
  const revert = ledger.assume(ref, unknown, name)
  try {
    const answer = await ask()
    revert()
    return answer
  } catch (error) {
    if (surelyDidNothing(error)) revert()
    throw error
  }
}

/** Whether the request was never sent, because the lock was lost. */
export function wasNotSent(error: unknown): boolean {
  return error instanceof KdeployError && error.code === 'lock-lost'
}
