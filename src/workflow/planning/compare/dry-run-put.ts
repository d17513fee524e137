import type { Cluster } from '../../../cluster/api/cluster.ts'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { type KeepsFields, type PutOptions, putBodyOf } from '../../../plan/ownership/wanted.ts'
import { fieldManager } from '../../run/run.ts'

/** What the server would make of a live object, or why it can't be asked. */
export type PutDryRun =
  | { readonly object: KubeObject; readonly live: KubeObject }
  | { readonly refusal: ApiError; readonly live: KubeObject }

/** How often a controller's write in between makes it read again. */
const attempts = 5

/**
 * Dry-runs a PUT of the manifest plus the fields that stay: unlike a dry-run of
 * the apply, removed fields do not remain merged. If defaults can't be set again, as in a Job, the live ones are sent.
 * @throws ApiError other than a refusal
 */
export async function dryRunPut(
  cluster: Cluster,
  desired: KubeObject,
  found: KubeObject,
  stays: KeepsFields,
  options: Pick<PutOptions, 'kept' | 'isFormer'>,
  read: () => Promise<KubeObject | null>,
): Promise<PutDryRun> {
  let live = found
  let refusal: ApiError | undefined
  for (const defaults of ['server', 'live'] as const) {
    for (let attempt = 1; ; attempt += 1) {
      const body = putBodyOf(desired, live, fieldManager, stays, { ...options, defaults })
      try {
        return { object: await cluster.replace(body, { fieldManager, dryRun: true }), live }
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        const now = error.status === 409 && attempt < attempts ? await read() : null
        if (now === null) {
          refusal = error
          break
        }
        live = now
      }
    }
    if (refusal.status !== 422) break
  }
  return { refusal: refusal as ApiError, live }
}
