import { ApiError } from '../../cluster/errors/api-error.ts'
import { explainApiError } from '../../cluster/errors/explain.ts'
import { KdeployError } from '../../errors.ts'
import { describeRef } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { restartedAtAnnotation, restartManager } from '../../plan/restart.ts'
import { trackOutcome } from '../run/request-errors.ts'
import type { Run } from '../run/run.ts'

/**
 * Has a workload's pods replaced by ones of the same template, as `kubectl rollout restart` does, unless another object has its name by
 * now. `at`: RFC 3339. `maskText` masks a refusal's words.
 * @throws KdeployError `plan-stale`, or what the API server refused
 */
export async function restartWorkload(
  { cluster, ledger, emit }: Run,
  ref: ObjectRef,
  live: KubeObject,
  at: string,
  maskText: (text: string) => string,
): Promise<KubeObject> {
  const template = { metadata: { annotations: { [restartedAtAnnotation]: at } } }
  const body = { metadata: { uid: live.metadata['uid'] ?? null }, spec: { template } }
  const options = { fieldManager: restartManager, dryRun: false }
  try {
    const restarted = await trackOutcome(ledger, ref, 'write-unknown', () =>
      cluster.patch(ref, 'application/merge-patch+json', body, options),
    )
    ledger.recordWritten(ref, 'change', restarted)
    emit({ type: 'written', ref, action: 'restart' })
    return restarted
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    if (error.status === 404 || error.status === 409) throw replaced(ref)
    throw explainApiError(error, { what: describeRef(ref), object: live, mask: maskText })
  }
}

function replaced(ref: ObjectRef): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `${describeRef(ref)} was deleted or replaced since the restart began`,
    hint: 'rerun the command',
  })
}
