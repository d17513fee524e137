import pLimit from 'p-limit'
import { ApiError } from '../../cluster/errors/api-error.ts'
import type { KdeployError } from '../../errors.ts'
import { identityOf, membershipFor, type Release } from '../../history/records/release.ts'
import type { Membership } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { fieldsOfMoved, isMoved, movingPatch } from '../../plan/membership/move.ts'
import type { Member } from '../../plan/types.ts'
import { fieldManager, type Run } from '../run/run.ts'
import { patchManagedFields } from '../writing/ownership/rewrite-ownership.ts'
import { explainFailure, runGuarded } from '../writing/prune/guarded-action.ts'

/**
 * Makes objects members of another release, each only if it still is a member as planned: its label and annotation, and kdeploy's
 * ownership of them. Nothing else of it changes. Returns what could not be done.
 */
export async function moveMembers(run: Run, to: Release, members: readonly Member[]): Promise<KdeployError[]> {
  const { world, emit, concurrency, ledger } = run
  const membership = membershipFor(to)
  const limit = pLimit(concurrency)
  const problems: KdeployError[] = []
  await Promise.all(
    members.map((one) =>
      limit(async () => {
        if (world.interrupted.aborted) return
        const { ref } = one
        try {
          if (!(await move(run, one, membership))) return
          ledger.record(ref, 'moved')
          emit({ type: 'moved', ref, to: identityOf(to) })
        } catch (error) {
          problems.push(explainFailure(error, ref, 'moving outcome unknown'))
        }
      }),
    ),
  )
  return problems
}

function move(run: Run, one: Member, to: Membership): Promise<boolean> {
  const { cluster } = run
  return runGuarded(run, one, {
    pastParticiple: 'moved',
    unknown: 'move-unknown',
    isUnconditional: true,
    async act(live) {
      const options = { fieldManager, dryRun: false, guarded: true }
      const moved = isMoved(live, to)
        ? live
        : await cluster.patch(one.ref, 'application/merge-patch+json', movingPatch(live, to), options)
      await applyMembership(run, one, moved)
    },
    isDone: (live) => isMoved(live, to) && fieldsOfMoved(live, fieldManager) === undefined,
  })
}

/** How often a controller's write in between makes it read again. */
const attempts = 5

/** Content and managedFields don't go together in one request. Where this is cut off, the next apply takes the fields over. */
async function applyMembership({ cluster }: Run, { ref }: Member, moved: KubeObject): Promise<void> {
  let now: KubeObject | null = moved
  for (let attempt = 1; now !== null; attempt += 1) {
    const fields = fieldsOfMoved(now, fieldManager)
    if (fields === undefined) return
    try {
      await patchManagedFields(cluster, ref, now, fields)
      return
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409 || attempt === attempts) throw error
      now = await cluster.get(ref)
    }
  }
}
