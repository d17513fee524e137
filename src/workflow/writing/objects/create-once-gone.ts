import { KdeployError } from '../../../errors.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { isOutcomeUnknown, trackOutcome, wasNotSent } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'

/**
 * Creates an object in the place of one that is being deleted, once `gone` says that it is gone. Where that fails, the ledger says
 * that it was not recreated, or may have been; nothing, where another object has its name by then.
 */
export async function createOnceGone(
  { ledger }: Pick<Run, 'ledger'>,
  ref: ObjectRef,
  gone: () => Promise<void>,
  create: () => Promise<KubeObject>,
): Promise<KubeObject> {
  const revert = ledger.assume(ref, 'not-recreated')
  await gone()
  try {
    return await trackOutcome(ledger, ref, 'recreate-unknown', create)
  } catch (error) {
    if (isTaken(error)) revert()
    throw error
  }
}

/** Whether it was refused as the object that has this name is not to be written. */
function isTaken(error: unknown): boolean {
  return error instanceof KdeployError && !wasNotSent(error) && !isOutcomeUnknown(error)
}
