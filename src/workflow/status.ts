import pLimit from 'p-limit'
import type { Cluster } from '../cluster/api/cluster.ts'
import { unlessForbidden } from '../cluster/errors/forbidden.ts'
import { KdeployError } from '../errors.ts'
import { type HeldLock, readLock } from '../history/lock/read-lock.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import type { RecordedManifest, Revision } from '../history/records/revision.ts'
import { isExtentUnknown, runningOf } from '../history/running.ts'
import { type ChildType, childrenOf, childTypes, podType } from '../kinds/rules/children.ts'
import { judge } from '../kinds/rules/judge.ts'
import type { Cause, Kind } from '../kinds/rules/kind.ts'
import { ObjectIndex } from '../kinds/rules/object-index.ts'
import { isSelected, selectsNone } from '../kinds/rules/pod-selector.ts'
import type { ReadinessRule } from '../kinds/rules/rule.ts'
import { terminating } from '../kinds/rules/terminating.ts'
import { keyOf, refOf } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import type { Masking } from '../masking/masking.ts'
import { withoutHooks } from '../plan/hooks.ts'
import { assessmentMasker, type MaskAssessment } from '../plan/masking/mask-assessment.ts'
import { shellWords } from '../shell-words.ts'
import { claimedOrRecorded, listRevision } from './history.ts'
import { driftFrom } from './planning/drift.ts'
import { readHistory } from './planning/facts/recorded.ts'
import { registeringSecretsOf } from './planning/facts/register-secrets.ts'
import { readTerminatingMembers } from './planning/prune/terminating-members.ts'
import { isGood, isReadable } from './planning/undo/good-states.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { releasePlace, withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { defaultConcurrency as concurrency, releaseArguments } from './run/input.ts'
import { getNamespaceIfAllowed } from './run/namespace.ts'
import type { ObjectStatus, ReleaseStatus } from './run/results.ts'
import { historyKeys, type World } from './run/world.ts'
import { reportFailure } from './waiting/failure-report.ts'
import { isAwaited, readKind } from './waiting/targets.ts'

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
  { drift }: StatusOptions,
  world: World,
  emit: Emit,
): Promise<ReleaseStatus> {
  return withConnection(input.target, world, async (connect) => {
    const { release, rules } = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    // Before the revisions: a run that ends in between is none that was killed.
    const locked = await readLockIfAllowed(cluster, release)
    const history = await readHistory(cluster, release, world)
    const known = history.filter(({ isStray }) => !isStray)
    const newest = known.findLast((stored) => isReadable(claimedOrRecorded(stored)))
    const [last] = known.slice(-1)
    if (last === undefined) throw await nothingDeployed(cluster, release, input)
    if (newest === undefined) throw nothingReadable(last.revision)
    const running = runningOf(known.map(claimedOrRecorded))
    const { manifests, unwritten } = running ?? { manifests: [], unwritten: new Map<string, never>() }
    const isWhole = running !== undefined && isGood(running.revision)
    const isPending = claimedOrRecorded(newest).status === 'pending'
    const current = { number: running?.revision.number ?? 0, manifests }
    const limit = pLimit(concurrency)
    const lister = new Lister(cluster)
    const deployed = withoutHooks(manifests)
    const reading = registeringSecretsOf(cluster, world.masking)
    const found = await Promise.all(deployed.map((manifest) => limit(() => find(manifest, reading))))
    const comparable = found.filter(({ ref }) => unwritten.get(keyOf(ref)) !== 'never')
    const staying = new Map(
      comparable.flatMap(({ ref, live }) => (isStaying(live) ? [[keyOf(ref), live] as const] : [])),
    )
    const { mask } = world.masking
    const maskText = assessmentMasker(deployed, mask)
    const drifted = drift
      ? await driftFrom({ cluster, concurrency, world }, release, current, staying, rules.ownership)
      : undefined
    return {
      ...releasePlace(cluster, release),
      revision: listRevision(newest, history),
      running: known
        .filter((stored) => claimedOrRecorded(stored) === running?.revision)
        .map((stored) => listRevision(stored, history))[0],
      lock: isPending && locked === null ? await readLockIfAllowed(cluster, release) : locked,
      isExtentUnknown: running !== undefined && isExtentUnknown(running.revision),
      unreadable: known.slice(known.indexOf(newest) + 1).map((stored) => listRevision(stored, history)),
      terminating: await readTerminatingMembers(cluster, release, history, manifests, historyKeys(world)),
      objects: await Promise.all(
        found.map((one) =>
          limit(async () => ({
            ...(await statusOf(one, isWhole, cluster, lister, maskText, world.masking, rules.readiness)),
            isUnwritten: unwritten.has(keyOf(one.ref)),
            drift: drifted?.get(keyOf(one.ref))?.drift ?? [],
            claimedBy: drifted?.get(keyOf(one.ref))?.claimedBy,
            driftUnknown: drifted?.get(keyOf(one.ref))?.driftUnknown,
          })),
        ),
      ),
    }
  })
}

/** See readLock; undefined where that is forbidden. */
function readLockIfAllowed(cluster: Cluster, release: Release): Promise<HeldLock | null | undefined> {
  return unlessForbidden(readLock(cluster, release), undefined)
}

/** An object of the revision as it is on the cluster. */
interface Found {
  readonly ref: ObjectRef
  /** The template that it comes from. */
  readonly template: string
  readonly recorded: KubeObject
  readonly live: KubeObject | 'forbidden' | null
}

async function find({ object: recorded, template }: RecordedManifest, cluster: Cluster): Promise<Found> {
  const ref = refOf(recorded)
  return { ref, template, recorded, live: await unlessForbidden(cluster.get(ref), 'forbidden') }
}

/** What is missing or being deleted has nothing to compare. */
function isStaying(live: Found['live']): live is KubeObject | 'forbidden' {
  return live !== null && (live === 'forbidden' || terminating(live) === undefined)
}

/** `allMade`: every object was created, so a missing one of a kind that deletes itself has ended. */
async function statusOf(
  { ref, template, recorded, live }: Found,
  allMade: boolean,
  cluster: Cluster,
  lister: Lister,
  maskText: MaskAssessment,
  masking: Masking,
  readiness: readonly ReadinessRule[],
): Promise<Omit<ObjectStatus, 'isUnwritten' | 'drift' | 'claimedBy' | 'driftUnknown'>> {
  const seen = live === null || live === 'forbidden' ? recorded : live
  const nothing = { ref, template, counts: undefined, causes: [], isAwaited: isAwaited(seen, readiness) }
  if (live === 'forbidden') return { ...nothing, state: 'unknown', message: 'read access is forbidden' }
  const kind = await readKind(cluster, ref, readiness)
  if (live === null) {
    const removal = allMade ? kind.removal?.(recorded) : undefined
    return removal === undefined
      ? { ...nothing, state: 'missing', message: 'does not exist' }
      : { ...nothing, state: 'ready', message: `ended; ${removal}` }
  }
  const lists = new Map(
    await Promise.all(kind.children.map(async (type) => [type, await lister.list(type, ref.namespace)] as const)),
  )
  const children = childrenOf(kind.children, live, (type) => lists.get(type) ?? new ObjectIndex())
  const judged = judge(kind, live, children, cluster.serverClock())
  const missing = await missingPods(live, kind, lister)
  const assessment = maskText(ref, { ...judged, causes: [...judged.causes, ...missing] })
  const { state, message, counts } = assessment
  const { causes } = await reportFailure(cluster, { ref, object: live, place: undefined }, assessment, masking)
  return { ...nothing, state, message, counts, causes }
}

/** What is wrong with a Service that selects pods by labels that none has; nothing where that can't be read. */
async function missingPods(live: KubeObject, kind: Kind, lister: Lister): Promise<Cause[]> {
  const selector = kind.podSelector?.(live)
  const pods = selector === undefined ? undefined : await lister.list(podType, refOf(live).namespace)
  if (selector === undefined || pods === undefined) return []
  if ([...pods.values()].some(({ metadata }) => isSelected(selector, metadata['labels']))) return []
  return [{ reason: 'NoPods', message: selectsNone(selector), final: false }]
}

/** Lists each type of a namespace once; undefined where it may not be listed, so that it explains nothing. */
class Lister {
  readonly #cluster: Cluster
  readonly #lists = new Map<string, Promise<ObjectIndex | undefined>>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  list(type: ChildType, namespace: string | undefined): Promise<ObjectIndex | undefined> {
    const key = `${type}/${namespace ?? ''}`
    const known = this.#lists.get(key)
    if (known !== undefined) return known
    const listed = this.#read(type, namespace)
    this.#lists.set(key, listed)
    return listed
  }

  async #read(type: ChildType, namespace: string | undefined): Promise<ObjectIndex | undefined> {
    const { group, kind } = childTypes[type]
    const listed = await unlessForbidden(this.#cluster.list({ group, kind }, { namespace }), undefined)
    return listed === undefined ? undefined : new ObjectIndex(listed.items)
  }
}

function nothingReadable({ number, reason }: Revision): KdeployError {
  return new KdeployError({
    code: 'revision-unreadable',
    category: 'cluster',
    message: reason ?? `revision ${number} can't be read`,
    hint: 'use the kdeploy version that wrote it, or apply again',
  })
}

/** Explains why there are no revisions: the namespace, which holds them, may be gone. */
async function nothingDeployed(cluster: Cluster, release: Release, input: ProfileInput): Promise<KdeployError> {
  const { namespace } = release
  const live = await getNamespaceIfAllowed(cluster, namespace)
  if (live === null || live?.metadata['deletionTimestamp'] !== undefined) {
    return new KdeployError({
      code: live === null ? 'namespace-missing' : 'namespace-terminating',
      category: 'input',
      message: `the namespace ${namespace} of ${identityOf(release)} ${live === null ? 'does not exist, so no' : 'is being deleted, along with every'} record of what was deployed${live === null ? ' is left' : ''}`,
      hint: `to create it with all that is rendered: ${shellWords(['kdeploy', 'apply', ...releaseArguments(input), '--create-namespace'])}`,
    })
  }
  return new KdeployError({
    code: 'nothing-deployed',
    category: 'input',
    message: `${identityOf(release)} has no revisions: nothing was deployed under this name, profile and namespace`,
  })
}
