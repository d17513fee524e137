import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError, withDetail } from '../errors.ts'
import { expiryOf } from '../history/records/expiry.ts'
import { identityOf } from '../history/records/release.ts'
import { isExtentUnknown } from '../history/running.ts'
import { claimedIn } from '../history/store.ts'
import { terminating } from '../kinds/rules/terminating.ts'
import { keyOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { assessmentMasker } from '../plan/masking/mask-assessment.ts'
import { listRevision } from './history.ts'
import { driftFrom } from './planning/drift.ts'
import { describeFreeze, freezeInForce } from './planning/facts/freeze.ts'
import { type Recorded, readRecorded } from './planning/facts/recorded.ts'
import { explainTerminating } from './planning/prune/terminating-members.ts'
import { isGood } from './planning/undo/good-states.ts'
import { type IdentifiedRelease, identifyRelease } from './resolving/identify-release.ts'
import { withConcurrency } from './run/concurrency.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { defaultConcurrency as concurrency } from './run/input.ts'
import type { WaitingPolicy } from './run/policy.ts'
import { asKdeployError } from './run/request-errors.ts'
import type { AwaitedRelease, ReleaseStatus } from './run/results.ts'
import { startRun } from './run/run.ts'
import type { World } from './run/world.ts'
import { type Found, findObjects } from './status/find-objects.ts'
import { Lister } from './status/lister.ts'
import { statusOf } from './status/object-status.ts'
import { readLockIfAllowed } from './status/read-lock.ts'
import { recordedStateOf } from './status/recorded-state.ts'
import { ConfigReader } from './status/stale.ts'
import { urlsOfLive } from './status/urls.ts'
import { waitForRelease } from './status/wait-for-release.ts'
import { WatchedHistory } from './status/watched-history.ts'

export { listReleases } from './status/list-releases.ts'

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

/**
 * Follows the rollout of what runs: waits, as an apply does, until all of it is ready, and where somebody deploys right now, first until
 * that has ended. Tells what happens meanwhile; returns how everything is then, with what failed or wasn't ready in time.
 * @throws KdeployError as statusOfProfile; Interrupted
 */
export function awaitRelease(
  input: ProfileInput,
  options: StatusOptions & Pick<WaitingPolicy, 'timeout' | 'stableFor'>,
  world: World,
  emit: Emit,
): Promise<AwaitedRelease> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    const run = startRun(cluster, world, emit)
    const failures = await waitForRelease(run, identified, input, options)
    return { status: await readStatus(cluster, identified, input, options, world), failures }
  })
}

/**
 * Tells how a release is, and again whenever it is looked at, until a signal comes, or nobody reads it. An API server that is away meanwhile, or refuses,
 * is told of, and asked again.
 * @throws KdeployError as statusOfProfile, where the first look fails
 */
export function watchRelease(
  input: ProfileInput,
  options: StatusOptions,
  world: World,
  emit: Emit,
  tell: (seen: ReleaseStatus | KdeployError) => void,
): Promise<void> {
  return withConnection(input.target, world, async (connect) => {
    const identified = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    const history = new WatchedHistory(cluster, identified.release, world)
    const look = () => readStatus(cluster, identified, input, options, world, () => history.read())
    for (let isFirst = true; !world.interrupted.aborted && !world.isUnread(); isFirst = false) {
      try {
        tell(await look())
      } catch (error) {
        if (world.interrupted.aborted) return
        const problem = asKdeployError(error)
        if (isFirst || problem === undefined) throw error
        tell(problem)
      }
      await world.sleep(lookAgainAfter)
    }
  })
}

/** Between two looks, in milliseconds. */
const lookAgainAfter = 2000

async function readStatus(
  cluster: Cluster,
  { release, rules }: IdentifiedRelease,
  input: ProfileInput,
  { drift }: StatusOptions,
  world: World,
  readRecords: () => Promise<Recorded> = () => readRecorded(cluster, release, world),
): Promise<ReleaseStatus> {
  // Before the revisions: a run that ends in between is none that was killed.
  const locked = await readLockIfAllowed(cluster, release)
  const { history, freeze } = await readRecords()
  const frozen = freezeInForce(freeze, cluster.serverClock())
  const state = await recordedStateOf(history, cluster, release, input).catch((error: unknown) => {
    if (!(error instanceof KdeployError) || freeze === null || frozen === undefined) throw error
    throw withDetail(error, describeFreeze(release, freeze, cluster.serverClock()))
  })
  const { newest, newestRevision, running, manifests, deployed, unwritten, saidBy } = state
  const { found, members, parent } = await findObjects(cluster, release, deployed, history, world)
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
    configs: new ConfigReader(limited, world, { identity: identityOf(release), history }, members),
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
    freeze: frozen,
    expiry: expiryOf(parent),
    isExtentUnknown: running !== undefined && isExtentUnknown(running),
    unreadable: state.later.map((stored) => listRevision(stored, history)),
    terminating: await explainTerminating(cluster, [...members.values()], manifests),
    objects: await Promise.all(objects),
    urls: await urlsOfLive(
      limited,
      found.flatMap(({ live }) => (live === null || live === 'forbidden' ? [] : [live])),
    ),
  }
}

/** What is missing or being deleted has nothing to compare. */
function isStaying(live: Found['live']): live is KubeObject | 'forbidden' {
  return live !== null && (live === 'forbidden' || terminating(live) === undefined)
}
