import { isDeepStrictEqual } from 'node:util'
import { count } from '../counts.ts'
import { KdeployError } from '../errors.ts'
import { copyRevisions, movable } from '../history/copy-revisions.ts'
import { readFreeze } from '../history/freezes.ts'
import { expiryOf } from '../history/records/expiry.ts'
import { parentRef, readParent } from '../history/records/parent.ts'
import { identityOf } from '../history/records/release.ts'
import { describeRename, type Rename, renameAnnotation } from '../history/records/rename.ts'
import type { OutsideMember } from '../history/records/revision.ts'
import type { StoredRevision } from '../history/store.ts'
import { annotateParent, widenParent, writeExpiry } from '../history/write-parent.ts'
import { annotationOf } from '../manifest/annotations.ts'
import { describeRef } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import type { Member } from '../plan/types.ts'
import { heedFreeze } from './planning/facts/freeze.ts'
import { moveMembers } from './renaming/move-members.ts'
import {
  describePlannedRename,
  outlineOfRename,
  type PlannedRename,
  planRename,
  reachAfter,
  readOld,
} from './renaming/plan-rename.ts'
import { identifyRenamed, type RenameInput } from './resolving/identify-renamed.ts'
import { confirmBeforeWriting } from './run/confirm.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import { rerunHint, throwIfInterrupted } from './run/interruption.ts'
import { awaitLock, withLock } from './run/lock.ts'
import { recordFailed } from './run/request-errors.ts'
import type { Renamed } from './run/results.ts'
import { type Run, startRun } from './run/run.ts'
import { historyKeys, type World } from './run/world.ts'
import { forgetRelease } from './writing/forget.ts'
import { historyNow } from './writing/pending.ts'

export interface RenameOptions {
  readonly yes: boolean
  /** Whether it is only shown what would be done. */
  readonly dryRun: boolean
  /** Milliseconds to wait for another run that holds the lock of either release. */
  readonly lockTimeout: number
}

/**
 * Moves a release to another name, profile or namespace of its records, and touches nothing of its objects but their label and
 * annotation. Under both locks, and while the parents of both say so, for no other run may write to either: the revisions are
 * copied, the objects moved, the old records deleted. Wherever that is cut off, a rerun finishes it, or takes it back.
 * @throws KdeployError `rename-incomplete`, and those of identifyRenamed and planRename
 */
export function renameRelease(
  input: RenameInput,
  { yes, dryRun, lockTimeout }: RenameOptions,
  world: World,
  emit: Emit,
): Promise<Renamed> {
  return withConnection(input.target, world, async (connect) => {
    const { from, to, confirm, leftToChange } = await identifyRenamed(input, connect, world, emit)
    const run = startRun(await connect(), world, emit)
    const deadline = world.monotonicClock() + lockTimeout
    if (lockTimeout > 0 && !dryRun) for (const release of [from, to]) await awaitLock(run, release, deadline)
    const planned = await planRename(run, { from, to }, { freezes: dryRun ? 'tell' : 'refuse' })
    emit({ type: 'notice', message: describePlannedRename(planned) })
    const objects = outlineOfRename(planned)
    if (dryRun) for (const message of objects) emit({ type: 'notice', message })
    else {
      const action = `rename of ${identityOf(from)} to ${identityOf(to)}`
      if (confirm && !yes) await confirmBeforeWriting({ action, objects, diff: async () => [] }, run)
      await withBothLocks(run, { from, to }, deadline, (locked) => carryOut(locked, planned))
    }
    const { kubeContext } = run.cluster
    const numbers = [...movable(planned.old.history), ...planned.new.history].map(({ revision }) => revision.number)
    const done = { moved: run.ledger.count('moved'), revisions: new Set(numbers).size }
    return { kubeContext, from: identityOf(from), to: identityOf(to), ...done, leftToChange, dryRun }
  })
}

/** In one order whichever is renamed to which, so that two renames never wait for each other. */
function withBothLocks(
  run: Run,
  { from, to }: Rename,
  deadline: number,
  use: (locked: Run) => Promise<void>,
): Promise<void> {
  const [first, second] = identityOf(from) < identityOf(to) ? ([from, to] as const) : ([to, from] as const)
  return withLock(run, first, deadline, (locked) => withLock(locked, second, deadline, use))
}

/** Each step leaves what the next try recognises. Nothing is deleted before no object carries the old name any more. */
async function carryOut(run: Run, planned: PlannedRename): Promise<void> {
  const { cluster, ledger } = run
  const { rename, reach, members } = planned
  const { from, to } = rename
  const freezes = 'refuse'
  const history = await historyNow(run, from, planned.old.history, { freezes })
  heedFreeze(run, to, await readFreeze(cluster, to), freezes)
  const parents = await Promise.all([readParent(cluster, from), readParent(cluster, to)])
  if (history === 'stale' || !isAsPlanned(parents, planned)) throw stale(rename)
  const finished = ledger.assume(parentRef(from), 'rename-begun', describeRename(rename))
  const parent = await recording(rename, () => writeRecords(run, planned, history, parents))
  throwIfInterrupted(run)
  const problems = await moveMembers(run, to, members)
  throwIfInterrupted(run)
  const left = problems.length > 0 ? [] : await readOld(run, from, reach)
  refuseIncomplete(rename, problems.length > 0 ? problems : left.map(({ ref }) => notMoved(ref)))
  await recording(rename, async () => {
    await forgetRelease(run, from, parent, history, [])
    await annotateParent(cluster, to, renameAnnotation, undefined)
  })
  finished()
}

type Parents = readonly [KubeObject | null, KubeObject | null]

/** Whether both parents are those that were read, and nobody began a rename since. */
function isAsPlanned(now: Parents, planned: PlannedRename): boolean {
  const then = [planned.old.parent, planned.new.parent]
  const told = (parent: KubeObject | null | undefined) =>
    parent ? [parent.metadata['uid'], annotationOf(parent, renameAnnotation)] : []
  return isDeepStrictEqual(now.map(told), then.map(told))
}

/** Marks the old release, makes and marks the new one, and copies the revisions. Returns the parent of the old one as it is then. */
async function writeRecords(
  { cluster, world }: Run,
  { rename, new: { history: there }, members, reach }: PlannedRename,
  history: readonly StoredRevision[],
  [parent, newParent]: Parents,
): Promise<KubeObject | null> {
  const { from, to } = rename
  const keys = historyKeys(world)
  const how = { keys, startsNewRecord: false }
  const isGone = parent === null && history.length === 0
  const mark = describeRename(rename)
  if (!isGone && parent === null) await widenParent(cluster, from, null, reach, world.version, how)
  const marked = isGone ? null : await annotateParent(cluster, from, renameAnnotation, mark)
  if (!isGone || newParent === null)
    await widenParent(cluster, to, newParent, reachAfter(rename, reach), world.version, how)
  await annotateParent(cluster, to, renameAnnotation, mark)
  const expiry = expiryOf(parent)
  if (expiry !== undefined && 'at' in expiry) await writeExpiry(cluster, to, expiry.at, keys)
  await copyRevisions(cluster, rename, history, there, newlyOutside(rename, members), keys)
  return marked
}

/** Objects that stay in the old namespace while the records go to another one. */
function newlyOutside({ from, to }: Rename, members: readonly Member[]): OutsideMember[] {
  if (from.namespace === to.namespace) return []
  return members
    .filter(({ ref }) => ref.namespace === from.namespace)
    .map(({ ref, live }) => ({ ref, uid: String(live.metadata['uid']) }))
}

async function recording<Result>(rename: Rename, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    throw recordFailed(error, `could not write the records of the rename ${describeRename(rename)}`, rerunHint)
  }
}

function notMoved(ref: ObjectRef): KdeployError {
  const message = `${describeRef(ref)} was changed by someone else after it was read`
  return new KdeployError({ code: 'object-changed', category: 'conflict', message })
}

/** @throws KdeployError `rename-incomplete` */
function refuseIncomplete({ to }: Rename, problems: readonly KdeployError[]): void {
  const [first] = problems
  if (first === undefined) return
  throw new KdeployError({
    code: 'rename-incomplete',
    category: first.category,
    message: `${count(problems.length, 'object')} could not be moved to ${identityOf(to)}`,
    problems,
    hint: 'fix the cause and rerun the command: until then no other run writes to either release',
  })
}

function stale(rename: Rename): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another run wrote to one of the releases after this one read them: ${describeRename(rename)}`,
    hint: 'see what it did (kdeploy history), then rerun the command',
  })
}
