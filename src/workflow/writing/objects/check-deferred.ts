import pLimit from 'p-limit'
import type { ApiError } from '../../../cluster/errors/api-error.ts'
import type { KdeployError } from '../../../errors.ts'
import { keyOf } from '../../../manifest/identity.ts'
import { changeOf } from '../../../plan/build.ts'
import type { Change } from '../../../plan/types.ts'
import { compare, explainItem } from '../../planning/compare/compare.ts'
import type { CompareContext } from '../../planning/compare/context.ts'
import type { Run } from '../../run/run.ts'
import { isTransientOnceServed, isTransientRefusal, retryTransient } from '../../waiting/retry-transient.ts'

export interface DeferredChecks {
  /** By the object's key. */
  readonly changes: ReadonlyMap<string, Change>
  readonly problems: readonly KdeployError[]
}

/**
 * Dry-runs what couldn't be asked about before, now that the namespace or the CustomResourceDefinition that it needs is
 * there. The server may take a moment to serve what was just written, so a refusal that says so is asked again.
 * `redefined` are the keys of CustomResourceDefinitions that this run changed: their old schema may answer for a moment.
 * `isServed`: whether a server of the release has just come up for it.
 */
export async function checkDeferred(
  run: Run,
  changes: readonly Change[],
  context: CompareContext,
  redefined: ReadonlySet<string>,
  isServed: (change: Change) => boolean,
): Promise<DeferredChecks> {
  const { cluster, world, concurrency, emit } = run
  const limit = pLimit(concurrency)
  const checked = new Map<string, Change>()
  const problems: KdeployError[] = []
  await Promise.all(
    changes.map((change) =>
      limit(async () => {
        const changedSchema = change.checkAfter.some((key) => redefined.has(key))
        // The API server's quota admission remembers the old limits for a moment.
        const changedQuota = change.checkAfter.some((key) => key.startsWith('/ResourceQuota/'))
        const isTransient = (error: ApiError) =>
          (isServed(change) ? isTransientOnceServed : isTransientRefusal)(error) ||
          (changedQuota && /exceeded quota/.test(error.message)) ||
          (error.status === 404 &&
            /could not find the requested resource|^the server has no kind/.test(error.message)) ||
          (changedSchema && explainItem(error, change, context.mask).code === 'manifest-invalid')
        try {
          const compared = await retryTransient(
            world,
            async () => compare(cluster, change, undefined, context),
            isTransient,
          )
          for (const notice of compared.notices) emit(notice)
          checked.set(keyOf(change.ref), changeOf(compared))
        } catch (error) {
          problems.push(explainItem(error, change, context.mask))
        }
      }),
    ),
  )
  return { changes: checked, problems }
}
