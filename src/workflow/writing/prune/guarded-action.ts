import { ApiError } from '../../../cluster/errors/api-error.ts'
import { explainApiError } from '../../../cluster/errors/explain.ts'
import { KdeployError } from '../../../errors.ts'
import { isTerminating } from '../../../manifest/deletion.ts'
import { describeRef, refOf } from '../../../manifest/identity.ts'
import { membershipOf } from '../../../manifest/membership.ts'
import type { KubeObject, ObjectRef } from '../../../manifest/types.ts'
import { fateOfObject } from '../../../plan/prune/decide.ts'
import { reasonOf } from '../../../plan/prune-candidates.ts'
import type { Member } from '../../../plan/types.ts'
import type { Outcome } from '../../run/ledger.ts'
import { isOutcomeUnknown, trackOutcome } from '../../run/request-errors.ts'
import type { Run } from '../../run/run.ts'

/** How often it is tried again when the object changed in between; controllers write the status all the time. */
const attempts = 5

/** What is done to an object that is no longer rendered. */
interface GuardedAction {
  /** In a word: `deleted`. */
  readonly pastParticiple: string
  /** What is recorded while it is asked for and not answered. */
  readonly unknown: Outcome
  /** Does it to what was just read, guarded by its resourceVersion. */
  act(live: KubeObject): Promise<unknown>
  /** It is done whatever the object itself says of its fate by now. Default false. */
  readonly isUnconditional?: boolean
  /** Whether it was done already: an answer may have been lost. */
  isDone(live: KubeObject): boolean
}

/**
 * Runs an action only if the object still is as planned: UID, release, reason to keep. False if it
 * was left alone, which a notice says. @throws ApiError
 */
export async function runGuarded(
  run: Run,
  { ref, live: planned }: Member,
  { pastParticiple: did, unknown, act, isUnconditional = false, isDone }: GuardedAction,
): Promise<boolean> {
  const { cluster, emit, ledger } = run
  for (let attempt = 1; ; attempt += 1) {
    const live = await cluster.get(ref)
    // Being done, it changed the resourceVersion, so that a second try is refused where the answer to the first was lost.
    if (attempt > 1 && live !== null && live.metadata['uid'] === planned.metadata['uid'] && isDone(live)) return true
    const changedHands = live === null ? 'is already gone' : whyLeftAlone(live, planned, isUnconditional)
    if (live === null || changedHands !== undefined) {
      emit({ type: 'notice', message: `not ${did}: ${describeRef(ref)} ${changedHands}` })
      return false
    }
    try {
      await trackOutcome(ledger, ref, unknown, () => act(live))
      return true
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
    }
  }
}

function whyLeftAlone(live: KubeObject, planned: KubeObject, isUnconditional: boolean): string | undefined {
  if (live.metadata['uid'] !== planned.metadata['uid']) return 'was replaced by another object of the same name'
  if (isTerminating(live)) return 'is already being deleted'
  if (membershipOf(live)?.applySet !== membershipOf(planned)?.applySet)
    return `now belongs to ${membershipOf(live)?.release ?? 'no release'}`
  if (isUnconditional) return undefined
  const ref = refOf(live)
  const kept = reasonOf(fateOfObject({ ref, live }))
  if (kept === reasonOf(fateOfObject({ ref, live: planned }))) return undefined
  return kept === undefined ? 'is no longer kept' : `is now kept: ${kept}`
}

/** Why a request to take an object out of a release failed; `unknown` is told where the API server may have done it. */
export function explainFailure(error: unknown, ref: ObjectRef, unknown: string): KdeployError {
  const what = isOutcomeUnknown(error) ? `${describeRef(ref)}: ${unknown}` : describeRef(ref)
  if (error instanceof ApiError) return explainApiError(error, { what })
  if (!(error instanceof KdeployError)) throw error
  if (!isOutcomeUnknown(error)) return error
  const { code, category, detail, hint, cause } = error
  return new KdeployError({ code, category, message: `${what}: ${error.message}`, detail, hint, cause })
}
