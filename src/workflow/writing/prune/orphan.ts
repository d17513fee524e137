import pLimit from 'p-limit'
import { ApiError } from '../../../cluster/errors/api-error.ts'
import { explainApiError } from '../../../cluster/errors/explain.ts'
import { KdeployError } from '../../../errors.ts'
import { describeRef } from '../../../manifest/identity.ts'
import { membershipOf, withoutMembership } from '../../../manifest/membership.ts'
import type { Json, ObjectRef } from '../../../manifest/types.ts'
import { forgettingPatch, isForgotten } from '../../../plan/membership/forget.ts'
import type { Member, Orphan, PruneCandidate } from '../../../plan/types.ts'
import { isOutcomeUnknown } from '../../run/request-errors.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import { giveBack } from './give-back.ts'
import { explainFailure, runGuarded } from './guarded-action.ts'

/**
 * Orphans members, each only if it still is as it was planned: the release's label and annotation go, and nothing else of it
 * changes. What kdeploy applied stays kdeploy's, so that another release takes it over without a conflict. A refusal
 * is told: the object is a member still, and the next run tries again; so is an answer that was lost. Where the release is
 * forgotten, all that kdeploy put on an object goes, and its ownership of fields: what could not be done is returned then, as no
 * next run would find it.
 */
export async function orphanObjects(run: Run, objects: readonly PruneCandidate<Orphan>[]): Promise<KdeployError[]> {
  const { world, emit, concurrency, ledger } = run
  const problems: KdeployError[] = []
  const limit = pLimit(concurrency)
  await Promise.all(
    objects.map((one) =>
      limit(async () => {
        if (world.interrupted.aborted) return
        const { ref, fate } = one
        try {
          if (!(await orphan(run, one))) return
          ledger.record(ref, 'orphaned')
          emit({ type: 'orphaned', ref, reason: fate.reason })
        } catch (error) {
          if (fate.isForgotten) {
            problems.push(explainFailure(error, ref, 'orphaning outcome unknown'))
            return
          }
          const message = describeOrphanFailure(error, ref)
          emit({ type: 'warning', message })
        }
      }),
    ),
  )
  return problems
}

function orphan(run: Run, one: PruneCandidate<Orphan>): Promise<boolean> {
  const { cluster } = run
  const { giveBack: before } = one.fate
  if (before !== undefined) return giveBack(run, one, before)
  if (one.fate.isForgotten) return forget(run, one)
  return runGuarded(run, one, {
    pastParticiple: 'orphaned',
    unknown: 'orphan-unknown',
    act: ({ metadata: { uid = null, resourceVersion = null } }) => {
      const body: Json = { metadata: { uid, resourceVersion, ...withoutMembership } }
      return cluster.patch(one.ref, 'application/merge-patch+json', body, {
        fieldManager,
        dryRun: false,
        guarded: true,
      })
    },
    isDone: (live) => membershipOf(live) === undefined,
  })
}

function forget(run: Run, one: Member): Promise<boolean> {
  return runGuarded(run, one, {
    pastParticiple: 'orphaned',
    unknown: 'orphan-unknown',
    isUnconditional: true,
    act: (live) => {
      const body = forgettingPatch(live, fieldManager)
      return run.cluster.patch(one.ref, 'application/json-patch+json', body, {
        fieldManager,
        dryRun: false,
        guarded: true,
      })
    },
    isDone: isForgotten,
  })
}

/** As a warning. */
function describeOrphanFailure(error: unknown, ref: ObjectRef): string {
  const name = describeRef(ref)
  if (isOutcomeUnknown(error))
    return `${reasonOf(error, `${name}: orphaning outcome unknown`)}; the next run tries again if it is still a member`
  return `not orphaned: ${reasonOf(error, name)}; it stays a member, and the next run tries again`
}

function reasonOf(error: unknown, what: string): string {
  if (error instanceof ApiError) return explainApiError(error, { what }).message
  if (error instanceof KdeployError) return `${what}: ${error.message}`
  throw error
}
