import { messageOf } from '../../errors.ts'
import { nextNumber } from '../../history/read-revisions.ts'
import type { RecordedAdoption, RecordedWrites, Revision } from '../../history/records/revision.ts'
import { adoptedIn, createRevision, type StoredRevision, updateRevision } from '../../history/store.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { hookPhaseOf } from '../../plan/hooks.ts'
import type { Plan } from '../../plan/types.ts'
import { type Desired, recordOf } from '../planning/desired.ts'
import { barriersOfFinished, barriersOfPending } from '../planning/undo/barriers.ts'
import { ciJobIn } from '../run/deployer.ts'
import type { Ledger } from '../run/ledger.ts'
import type { Policy } from '../run/policy.ts'
import { recordFailed } from '../run/request-errors.ts'
import type { Run } from '../run/run.ts'
import { historyKeys, runOf, type World } from '../run/world.ts'
import { describeChanges } from './describe-changes.ts'
import { outsideAfter } from './prune/outside-members.ts'
import { recordedReason } from './recorded-reason.ts'

/** Images whose digests are recorded, and digests of each. */
const mostImages = 300
const mostDigests = 8

/** The revision of a deploy that is under way. What it records of the objects is what the run's ledger says. */
export interface RevisionRecord {
  /** Everything was applied; `reason`: what was left nevertheless. @throws KdeployError `not-recorded` */
  succeed(reason: string | undefined): Promise<StoredRevision>
  /** `cutOff`: it ended before all of it was done. Where that can't be recorded, a warning tells so, and it stays pending. */
  fail(reason: string, cutOff?: true): Promise<StoredRevision>
}

/** Records a deploy that begins, as a pending revision. */
export async function beginRecord(
  run: Run,
  desired: Desired,
  plan: Plan,
  history: readonly StoredRevision[],
  policy: Policy,
): Promise<RevisionRecord> {
  const { cluster, world, emit, ledger } = run
  const { release } = desired
  const keys = historyKeys(world)
  const began = world.monotonicClock()
  await world.set?.begin()
  const pending = await createRevision(cluster, release, revisionOf(desired, plan, history, world), keys)
  world.set?.recorded(pending)
  const { number } = pending.revision
  const finish = (
    status: Revision['status'],
    { reason, ...more }: Pick<Revision, 'reason' | 'cutOff' | 'untouched' | 'unwritten'>,
  ) => {
    const isComplete = policy.prune.enabled && status !== 'failed' && plan.unlistable.length === 0
    const ended = { ...pending.revision, status }
    const outcome = {
      ...{ status, ...more, reason: reason === undefined ? undefined : recordedReason(reason, world.masking) },
      writes: writesIn(ledger),
      digests: digestsIn(ledger),
      duration: Math.round(world.monotonicClock() - began),
      outside: outsideAfter(release, history, { plan, ledger, isComplete }),
      barriers: barriersOfFinished(history, ended, mayBeThere(ended, plan, ledger)),
      finishedAt: new Date(world.wallClock()).toISOString(),
    }
    return updateRevision(cluster, release, pending, outcome, keys)
  }
  return {
    async succeed(reason) {
      const status = policy.waiting.wait ? 'succeeded' : 'applied'
      try {
        return await finish(status, { reason })
      } catch (error) {
        const message = `everything was applied, but revision ${number} could not be recorded as ${status}`
        throw recordFailed(error, message, 'rerun the command: it finds everything in place and records it')
      }
    },
    async fail(reason, cutOff) {
      try {
        const extent = ledger.leftReleaseUnchanged()
          ? { untouched: true }
          : { unwritten: unwrittenIn(desired, plan, ledger) }
        return await finish('failed', { reason, cutOff, ...extent })
      } catch (error) {
        const message = `revision ${number} could not be recorded as failed: ${messageOf(error)}`
        emit({ type: 'warning', message })
        return pending
      }
    },
  }
}

/** Of no more images than a Secret has room for. */
function digestsIn(ledger: Ledger): Revision['digests'] {
  const seen = [...ledger.digests()].slice(0, mostImages)
  if (seen.length === 0) return undefined
  return Object.fromEntries(seen.map(([image, digests]) => [image, [...digests].sort().slice(0, mostDigests)]))
}

function writesIn(ledger: Ledger): RecordedWrites {
  return {
    ...ledger.writeCounts(),
    deleted: ledger.count('deleted', 'deleting', 'not-recreated'),
    unknown: ledger.count('write-unknown', 'recreate-unknown', 'delete-unknown', 'orphan-unknown'),
  }
}

/** Whether a revision may have brought an object to the cluster, or started a hook. */
function mayBeThere({ status }: Pick<Revision, 'status'>, plan: Plan, ledger: Ledger): (object: KubeObject) => boolean {
  const left = unwrittenKeys(plan, ledger)
  const nothing = status === 'failed' && ledger.leftReleaseUnchanged()
  return (object) =>
    hookPhaseOf(object) === undefined
      ? !nothing && !left.has(keyOf(refOf(object)))
      : ledger.mayHaveStarted(refOf(object))
}

/** The indexes of the manifests whose object surely is as it was, though the plan was to write it. */
function unwrittenIn({ manifests }: Desired, plan: Plan, ledger: Ledger): number[] {
  const left = unwrittenKeys(plan, ledger)
  return manifests.flatMap(({ object }, index) => (left.has(keyOf(refOf(object))) ? [index] : []))
}

function unwrittenKeys({ changes, notRestored }: Plan, ledger: Ledger): ReadonlySet<string> {
  const unwritten = changes.filter(({ ref, action }) => action !== 'unchanged' && ledger.outcomeOf(ref) === undefined)
  return new Set([...unwritten, ...notRestored].map(({ ref }) => keyOf(ref)))
}

/** The revision that records a deploy, as it begins. */
export function revisionOf(desired: Desired, plan: Plan, history: readonly StoredRevision[], world: World): Revision {
  const { url, commit } = ciJobIn(world.environment)
  const revision: Revision = {
    number: nextNumber(desired.release, history),
    status: 'pending',
    createdAt: new Date(world.wallClock()).toISOString(),
    by: world.deployer,
    commit,
    job: url === undefined ? undefined : recordedReason(url, world.masking),
    summary: describeChanges(plan, world.masking),
    command: desired.command,
    restores: desired.restores,
    run: runOf(world),
    kdeployVersion: world.version,
    manifests: recordOf(desired),
    adopted: adoptedBy(plan, history),
  }
  return { ...revision, barriers: barriersOfPending(history, revision) }
}

/**
 * What a plan adopts, as it is now, and all that earlier runs adopted: also what this plan doesn't see, as with `--no-prune`, stays
 * known as adopted however many revisions come. By UID, so that a record of what is gone means nothing.
 */
function adoptedBy({ changes }: Plan, history: readonly StoredRevision[]): RecordedAdoption[] {
  const adopting = changes.flatMap(({ live, adoption }) =>
    live === null || adoption === undefined ? [] : [[String(live.metadata['uid']), { object: live }] as const],
  )
  return [...new Map([...adoptedIn(history), ...adopting]).values()]
}
