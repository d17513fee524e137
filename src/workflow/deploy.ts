import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { acquireLock } from '../history/lock.ts'
import { identityOf } from '../history/release.ts'
import { readRevisions, type StoredRevision, trimRevisions, updateRevision } from '../history/store.ts'
import { planCounts } from '../plan/build.ts'
import { carryOut, type Desired, recordOf, type SettleOptions, settle } from './carry-out.ts'
import { confirmFirst } from './confirm.ts'
import type { Emit } from './events.ts'
import { stopIfInterrupted } from './interrupted.ts'
import { planRelease } from './plan-release.ts'
import { makeNamespace, namespaceToMake } from './release-namespace.ts'
import type { Deployed } from './results.ts'
import type { World } from './world.ts'

/** Revisions that are kept; the newest good one always is. */
const keptRevisions = 10

export interface DeployOptions extends SettleOptions {
  /** Make the release's namespace where it is neither there nor rendered. */
  readonly createNamespace: boolean
  /** `--yes`: nothing is asked. */
  readonly yes: boolean
}

/**
 * The one way to deploy: checks, plan, release namespace, lock, pending revision, writes, waiting, revision finished, unlock.
 * Nothing is written before the plan has no error. A plan without a change writes no revision, but still waits.
 */
export async function deploy(
  cluster: Cluster,
  desired: Desired,
  options: DeployOptions,
  world: World,
  emit: Emit,
): Promise<Deployed> {
  const { release } = desired
  const madeNamespace = await namespaceToMake(cluster, release, desired.manifests, options.createNamespace)
  const history = await readRevisions(cluster, release)
  tellPending(history, emit)
  const plan = await planRelease(cluster, release, desired.manifests, madeNamespace)
  const counts = planCounts(plan)
  emit({ type: 'planned', ...counts })
  const result = { created: counts.create, changed: counts.change, unchanged: counts.unchanged }
  if (counts.create + counts.change === 0) {
    const failures = await settle(cluster, plan, new Map(), options, world, emit)
    stopIfInterrupted(world, [])
    if (options.wait && failures.length === 0) await markHealed(cluster, desired, history.at(-1), world)
    return { ...result, revision: undefined, failures }
  }
  if (desired.confirm && !options.yes)
    await confirmFirst(`${desired.command} of ${identityOf(release)}`, cluster, world)
  stopIfInterrupted(world, [])
  await makeNamespace(cluster, release, plan, madeNamespace)
  const lock = await acquireLock(cluster, release, world.deployer, world)
  try {
    const { revision, failures } = await carryOut(cluster, desired, plan, history, options, world, emit)
    await trimRevisions(cluster, release, [...history, revision], keptRevisions)
    return { ...result, revision: revision.revision.number, failures }
  } finally {
    await lock.release().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      emit({ type: 'warning', message: `the lock could not be given back, and expires by itself: ${reason}` })
    })
  }
}

/** A revision that failed or was left pending, and is all there and ready now, is a good state to come back to. */
async function markHealed(
  cluster: Cluster,
  desired: Desired,
  last: StoredRevision | undefined,
  world: World,
): Promise<void> {
  if (last === undefined || last.revision.status === 'succeeded' || world.interrupted.aborted) return
  if (!isDeepStrictEqual(last.revision.manifests, recordOf(desired))) return
  const finishedAt = new Date(world.now()).toISOString()
  try {
    await updateRevision(cluster, desired.release, last, { status: 'succeeded', reason: undefined, finishedAt })
  } catch (error) {
    // Another run that found the same got there first.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

function tellPending(history: readonly StoredRevision[], emit: Emit): void {
  const last = history.at(-1)?.revision
  if (last?.status !== 'pending') return
  emit({
    type: 'warning',
    message: `revision ${last.number}, begun ${last.createdAt} by ${last.by}, never finished: its deploy was killed or still runs`,
  })
}
