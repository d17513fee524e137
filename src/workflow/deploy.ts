import { isDeepStrictEqual } from 'node:util'
import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { acquireLock } from '../history/lock.ts'
import { reachOfMembers, readParent, widenParent } from '../history/parent.ts'
import { identityOf, type Release } from '../history/release.ts'
import type { RecordedManifest, Revision } from '../history/revision.ts'
import { createRevision, readRevisions, type StoredRevision, trimRevisions, updateRevision } from '../history/store.ts'
import { describeRef, keyOf } from '../manifest/identity.ts'
import type { Manifest } from '../manifest/types.ts'
import { planCounts } from '../plan/build.ts'
import type { Plan } from '../plan/types.ts'
import { confirmFirst } from './confirm.ts'
import type { Emit, FailureReport } from './events.ts'
import { stopIfInterrupted } from './interrupted.ts'
import { planRelease } from './plan-release.ts'
import { makeNamespace, namespaceToMake } from './release-namespace.ts'
import type { Deployed } from './results.ts'
import { waitForReady } from './wait.ts'
import type { World } from './world.ts'
import { namesOf, type Written, writePlan } from './write-plan.ts'

/** Revisions that are kept; the newest good one always is. */
const keptRevisions = 10

/** What is to be deployed, by apply from templates or by undo from a recorded revision. */
export interface Desired {
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** For the history: `apply`, `undo to 3`. */
  readonly command: string
  /** Ask before the first write (the profile's `confirm: true`). */
  readonly confirm: boolean
}

export interface DeployOptions {
  /** How long the workloads may take, in milliseconds. */
  readonly timeout: number
  /** Make the release's namespace where it is neither there nor rendered. */
  readonly createNamespace: boolean
  /** Whether to wait for the workloads. */
  readonly wait: boolean
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
    await widenParent(
      cluster,
      release,
      await readParent(cluster, release),
      reachOfMembers(
        release,
        plan.changes.map(({ ref }) => ref),
      ),
      world.version,
    )
    const pending = await createRevision(cluster, release, revisionOf(desired, history, world))
    const failures = await writeAndWait(cluster, desired, plan, pending, options, world, emit)
    await trimRevisions(cluster, release, [...history, pending], keptRevisions)
    return { ...result, revision: pending.revision.number, failures }
  } finally {
    await lock.release().catch((error: unknown) => {
      const reason = error instanceof Error ? error.message : String(error)
      emit({ type: 'warning', message: `the lock could not be given back, and expires by itself: ${reason}` })
    })
  }
}

/** Writes and waits; the revision ends as succeeded or failed, whatever happens. */
async function writeAndWait(
  cluster: Cluster,
  { release }: Desired,
  plan: Plan,
  pending: StoredRevision,
  options: DeployOptions,
  world: World,
  emit: Emit,
): Promise<FailureReport[]> {
  const finish = (status: Revision['status'], reason?: string) =>
    updateRevision(cluster, release, pending, { status, reason, finishedAt: new Date(world.now()).toISOString() })
  try {
    const written = await writePlan(cluster, plan, world, emit)
    const failures = await settle(cluster, plan, written, options, world, emit)
    stopIfInterrupted(world, namesOf(written))
    const [first] = failures
    if (first !== undefined) await finish('failed', `${describeRef(first.ref)}: ${first.message}`)
    else await finish(options.wait ? 'succeeded' : 'applied')
    return failures
  } catch (error) {
    await finish('failed', error instanceof Error ? error.message : String(error)).catch(() => {})
    throw error
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
  if (!isDeepStrictEqual(last.revision.manifests, record(desired))) return
  const finishedAt = new Date(world.now()).toISOString()
  try {
    await updateRevision(cluster, desired.release, last, { status: 'succeeded', reason: undefined, finishedAt })
  } catch (error) {
    // Another run that found the same got there first.
    if (!(error instanceof ApiError) || error.status !== 409) throw error
  }
}

function record({ manifests }: Desired): RecordedManifest[] {
  return manifests.map(({ template, object, sensitive }) => ({ template, object, sensitive }))
}

/** Waits for every object of the plan, the unchanged ones too: a rollout may still be under way or broken. */
async function settle(
  cluster: Cluster,
  plan: Plan,
  written: Written,
  options: DeployOptions,
  world: World,
  emit: Emit,
): Promise<FailureReport[]> {
  if (!options.wait) return []
  const targets = plan.changes.flatMap(({ ref, live, manifest }) => {
    const object = written.get(keyOf(ref)) ?? live
    return object === null ? [] : [{ ref, object, place: manifest.placeOf([]) }]
  })
  return waitForReady(cluster, targets, { timeout: options.timeout }, world, emit)
}

function revisionOf(desired: Desired, history: readonly StoredRevision[], world: World): Revision {
  return {
    number: (history.at(-1)?.revision.number ?? 0) + 1,
    status: 'pending',
    createdAt: new Date(world.now()).toISOString(),
    by: world.deployer,
    command: desired.command,
    kdeployVersion: world.version,
    manifests: record(desired),
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
