import type { Cluster } from '../cluster/api/cluster.ts'
import { unlessForbidden } from '../cluster/errors/forbidden.ts'
import { type HeldLock, readLock } from '../history/lock/read-lock.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import { isExtentUnknown } from '../history/running.ts'
import { claimedIn } from '../history/store.ts'
import { terminating } from '../kinds/rules/terminating.ts'
import { keyOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { assessmentMasker } from '../plan/masking/mask-assessment.ts'
import { listRevision } from './history.ts'
import { driftFrom } from './planning/drift.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { explainTerminating } from './planning/prune/terminating-members.ts'
import { isGood } from './planning/undo/good-states.ts'
import { type IdentifiedRelease, identifyRelease } from './resolving/identify-release.ts'
import { withConcurrency } from './run/concurrency.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { defaultConcurrency as concurrency } from './run/input.ts'
import type { ReleaseStatus } from './run/results.ts'
import type { World } from './run/world.ts'
import { type Found, findObjects } from './status/find-objects.ts'
import { Lister } from './status/lister.ts'
import { statusOf } from './status/object-status.ts'
import { recordedStateOf } from './status/recorded-state.ts'
import { ConfigReader } from './status/stale.ts'

export interface StatusOptions {
  /** Also tell in which fields the objects differ from the revision. */
  readonly drift: boolean
}

/**
 * How every object of what runs of a profile's release is: there or missing, ready or not, and why; but for hooks, which come and
 * go. That is the newest revision that can be read, or, where it wrote nothing, the one before it. Reads only; no template is rendered and no source of variables is read.
 * @throws KdeployError `nothing-deployed`, `namespace-missing`, `namespace-terminating`
 */
export function statusOfProfile(
  input: ProfileInput,
  options: StatusOptions,
  world: World,
  emit: Emit,
): Promise<ReleaseStatus> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    return readStatus(await connect(), identified, input, options, world)
  })
}

async function readStatus(
  cluster: Cluster,
  { release, rules }: IdentifiedRelease,
  input: ProfileInput,
  { drift }: StatusOptions,
  world: World,
): Promise<ReleaseStatus> {
  // Before the revisions: a run that ends in between is none that was killed.
  const locked = await readLockIfAllowed(cluster, release)
  const history = await readHistory(cluster, release, world)
  const state = await recordedStateOf(history, cluster, release, input)
  const { newest, newestRevision, running, manifests, deployed, unwritten, saidBy } = state
  const { found, members } = await findObjects(cluster, release, deployed, history, world)
  const comparable = found.filter(({ ref }) => unwritten.get(keyOf(ref)) !== 'never')
  const staying = new Map(comparable.flatMap(({ ref, live }) => (isStaying(live) ? [[keyOf(ref), live] as const] : [])))
  const current = { number: running?.number ?? 0, manifests }
  const drifted = drift
    ? await driftFrom({ cluster, concurrency, world }, release, current, staying, rules.ownership, claimedIn(history))
    : undefined
  const limited = withConcurrency(cluster, concurrency)
  const reader = {
    cluster: limited,
    lister: new Lister(limited),
    configs: new ConfigReader(limited, world, identityOf(release), history),
    maskText: assessmentMasker(deployed, world.masking.mask),
    masking: world.masking,
    readiness: rules.readiness,
    allMade: running !== undefined && isGood(running),
  }
  const objects = found.map(async (one) => ({
    ...(await statusOf(one, reader)),
    isUnwritten: unwritten.has(keyOf(one.ref)),
    drift: drifted?.get(keyOf(one.ref))?.drift ?? [],
    claimedBy: drifted?.get(keyOf(one.ref))?.claimedBy,
    driftUnknown: drifted?.get(keyOf(one.ref))?.driftUnknown,
  }))
  const isPending = newestRevision.status === 'pending'
  return {
    ...releasePlace(cluster, release),
    revision: listRevision(newest, history),
    running: history.filter((stored) => saidBy(stored) === running).map((stored) => listRevision(stored, history))[0],
    lock: isPending && locked === null ? await readLockIfAllowed(cluster, release) : locked,
    isExtentUnknown: running !== undefined && isExtentUnknown(running),
    unreadable: state.later.map((stored) => listRevision(stored, history)),
    terminating: await explainTerminating(cluster, [...members.values()], manifests),
    objects: await Promise.all(objects),
  }
}

/** See readLock; undefined where that is forbidden. */
function readLockIfAllowed(cluster: Cluster, release: Release): Promise<HeldLock | null | undefined> {
  return unlessForbidden(readLock(cluster, release), undefined)
}

/** What is missing or being deleted has nothing to compare. */
function isStaying(live: Found['live']): live is KubeObject | 'forbidden' {
  return live !== null && (live === 'forbidden' || terminating(live) === undefined)
}
