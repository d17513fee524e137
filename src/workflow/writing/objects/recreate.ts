import { ApiError } from '../../../cluster/errors/api-error.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { isOutcomeUnknown, wasNotSent } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'

/**
 * Creates an object in the place of one that is being deleted, once `gone` says that it is gone. Where that fails, `unmade` names
 * what was deleted and surely not recreated.
 */
export async function recreate(
  { done }: Pick<Run, 'done'>,
  ref: ObjectRef,
  unmade: Set<string>,
  gone: () => Promise<void>,
  create: () => Promise<KubeObject>,
): Promise<KubeObject> {
  const name = describeRef(ref)
  const settle = () => {
    unmade.delete(name)
    done.unmade.delete(name)
  }
  unmade.add(name)
  done.unmade.add(name)
  await gone()
  try {
    const made = await create()
    settle()
    return made
  } catch (error) {
    if (!(error instanceof ApiError || wasNotSent(error)) || isOutcomeUnknown(error)) settle()
    throw error
  }
}
