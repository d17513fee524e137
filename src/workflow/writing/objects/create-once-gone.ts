import type { ApiError } from '../../../cluster/errors/api-error.ts'
import { KdeployError } from '../../../errors.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { isOutcomeUnknown, trackOutcome, wasNotSent } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'
import { retryTransient } from '../../waiting/retry-transient.ts'

/**
 * Creates an object in the place of one that is being deleted, once `gone` says that it is gone. Where that fails, the ledger says
 * that it was not recreated, or may have been; nothing, where another object has its name by then. A quota that still counts the old
 * object is asked again for some seconds.
 */
export async function createOnceGone(
  { ledger, world }: Pick<Run, 'ledger' | 'world'>,
  ref: ObjectRef,
  gone: () => Promise<void>,
  create: () => Promise<KubeObject>,
): Promise<KubeObject> {
  const revert = ledger.assume(ref, 'not-recreated')
  await gone()
  try {
    return await retryTransient(world, () => trackOutcome(ledger, ref, 'recreate-unknown', create), mayStillBeCounted)
  } catch (error) {
    if (isTaken(error)) revert()
    throw error
  }
}

/** The quota controller counts what is gone a moment later (kubernetes: pkg/controller/resourcequota). */
function mayStillBeCounted({ status, message }: ApiError): boolean {
  return status === 403 && /exceeded quota/.test(message)
}

/** Whether it was refused as the object that has this name is not to be written. */
function isTaken(error: unknown): boolean {
  return error instanceof KdeployError && !wasNotSent(error) && !isOutcomeUnknown(error)
}
