import type { Cluster } from '../../cluster/cluster.ts'
import { reachOfMembers, readParent, widenParent } from '../../history/parent.ts'
import type { Release } from '../../history/release.ts'
import type { RecordedManifest, Revision } from '../../history/revision.ts'
import { createRevision, type StoredRevision, updateRevision } from '../../history/store.ts'
import { describeRef, keyOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import type { Plan } from '../../plan/types.ts'
import type { Emit, FailureReport } from '../events.ts'
import { stopIfInterrupted } from '../interrupted.ts'
import type { WaitOptions } from '../waiting/targets.ts'
import { waitForReady } from '../waiting/wait.ts'
import type { World } from '../world.ts'
import { namesOf, type Written, writePlan } from './write-plan.ts'

/** What is to be deployed, by apply from templates or by undo from a recorded revision. */
export interface Desired {
  readonly release: Release
  readonly manifests: readonly Manifest[]
  /** For the history: `apply`, `undo to 3`. */
  readonly command: string
  /** Ask before the first write (the profile's `confirm: true`). */
  readonly confirm: boolean
}

/** Whether and how to wait for the objects of a plan. */
export interface SettleOptions extends WaitOptions {
  /** Whether to wait for the workloads. */
  readonly wait: boolean
  /** Requests at a time. */
  readonly concurrency: number
  /** `--force-conflicts`: take fields over from other managers. */
  readonly forceConflicts: boolean
}

/** A plan that was carried out. */
export interface CarriedOut {
  /** The revision that records it, finished. */
  readonly revision: StoredRevision
  readonly failures: readonly FailureReport[]
}

/**
 * Carries a plan out, under the lock: the parent widened, a pending revision, writes, waiting, the revision finished as
 * succeeded or failed, whatever happens.
 */
export async function carryOut(
  cluster: Cluster,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  options: SettleOptions,
  world: World,
  emit: Emit,
): Promise<CarriedOut> {
  const { release } = desired
  const members = plan.changes.map(({ ref }) => ref)
  const parent = await readParent(cluster, release)
  await widenParent(cluster, release, parent, reachOfMembers(release, members), world.version)
  const pending = await createRevision(cluster, release, revisionOf(desired, history, world))
  const finish = (status: Revision['status'], reason?: string) =>
    updateRevision(cluster, release, pending, { status, reason, finishedAt: new Date(world.now()).toISOString() })
  try {
    const written = await writePlan(cluster, plan, { release, ...options }, world, emit)
    const failures = await settle(cluster, plan, written, options, world, emit)
    stopIfInterrupted(world, namesOf(written))
    const [first] = failures
    const revision =
      first === undefined
        ? await finish(options.wait ? 'succeeded' : 'applied')
        : await finish('failed', `${describeRef(first.ref)}: ${first.message}`)
    return { revision, failures }
  } catch (error) {
    const reason = world.interrupted.aborted ? 'interrupted' : reasonOf(error)
    await finish('failed', reason).catch((unfinished: unknown) => {
      const { number } = pending.revision
      emit({ type: 'warning', message: `revision ${number} couldn't be recorded as failed: ${reasonOf(unfinished)}` })
    })
    throw error
  }
}

/** Waits for every object of the plan, the unchanged ones too: a rollout may still be under way or broken. */
export async function settle(
  cluster: Cluster,
  plan: Plan,
  written: Written,
  options: SettleOptions,
  world: World,
  emit: Emit,
): Promise<FailureReport[]> {
  if (!options.wait) return []
  const targets = plan.changes.flatMap(({ ref, live, manifest }) => {
    const object = written.get(keyOf(ref)) ?? live
    return object === null ? [] : [{ ref, object, place: manifest.placeOf([]) }]
  })
  return waitForReady(cluster, targets, options, world, emit)
}

/** The manifests as a revision keeps them. */
export function recordOf({ manifests }: Desired): RecordedManifest[] {
  return manifests.map(({ template, object, sensitive }) => ({ template, object, sensitive }))
}

/** The revision that records a deploy, as it begins. */
export function revisionOf(desired: Desired, history: readonly StoredRevision[], world: World): Revision {
  return {
    number: (history.at(-1)?.revision.number ?? 0) + 1,
    status: 'pending',
    createdAt: new Date(world.now()).toISOString(),
    by: world.deployer,
    command: desired.command,
    kdeployVersion: world.version,
    manifests: recordOf(desired),
  }
}

/** For the history, in a line. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
