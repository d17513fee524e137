import { ApiError } from '../../../cluster/errors/api-error.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { AdoptedObject } from '../../../plan/ownership/adoption.ts'
import { fieldsGivenBack, isBeingGivenBack, restoredBody } from '../../../plan/ownership/give-back.ts'
import { isAppliedBy } from '../../../plan/ownership/managers.ts'
import type { Member } from '../../../plan/types.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import { returnToHelm } from '../ownership/helm-adoptions.ts'
import { patchManagedFields } from '../ownership/rewrite-ownership.ts'
import { runGuarded } from './guarded-action.ts'

/**
 * Gives an adopted object back: its content as it was, but for what others changed since, and then its former owners' fields. Two
 * requests, as content and managedFields don't go together. False where it was left alone, which is told. @throws ApiError
 */
export async function giveBack(run: Run, one: Member, { object: before }: AdoptedObject): Promise<boolean> {
  const { cluster } = run
  // Where a run was cut off between the two, its content is what it was already.
  const begun = await cluster.get(one.ref)
  if (begun !== null && isHalfWay(begun, one)) {
    await returnFields(run, one, before, begun)
    await returnToHelm(run, one.ref, { object: before })
    return true
  }
  return runGuarded(run, one, {
    pastParticiple: 'given back',
    unknown: 'orphan-unknown',
    async act(live) {
      const body = restoredBody(before, live, fieldManager)
      const put = await cluster.replace(body, { fieldManager })
      await returnFields(run, one, before, put)
      await returnToHelm(run, one.ref, { object: before })
    },
    isDone: (live) => membershipOf(live) === undefined && !isAppliedBy(live, fieldManager),
  })
}

function isHalfWay(live: KubeObject, { live: planned }: Member): boolean {
  const isSame = live.metadata['uid'] === planned.metadata['uid']
  return isSame && membershipOf(live) === undefined && isBeingGivenBack(live, fieldManager)
}

/** How often a controller's write in between makes it read again. */
const attempts = 5

async function returnFields(run: Run, { ref }: Member, before: KubeObject, put: KubeObject): Promise<void> {
  const { cluster } = run
  let now: KubeObject | null = put
  for (let attempt = 1; now !== null; attempt += 1) {
    try {
      await patchManagedFields(cluster, ref, now, fieldsGivenBack(before, now, fieldManager))
      return
    } catch (error) {
      if (!isOutdated(error) || attempt === attempts) throw error
      now = await cluster.get(ref)
    }
  }
}

function isOutdated(error: unknown): boolean {
  return error instanceof ApiError && error.status === 409
}
