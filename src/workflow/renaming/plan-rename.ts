import { count } from '../../counts.ts'
import { KdeployError } from '../../errors.ts'
import { movable } from '../../history/copy-revisions.ts'
import { knownReach, warningsAboutParent } from '../../history/known-reach.ts'
import { type Reach, readParent, sorted } from '../../history/records/parent.ts'
import { identityOf, membershipFor, type Release } from '../../history/records/release.ts'
import { describeRename, isMarkedFor, type Rename, refuseUnfinishedRename } from '../../history/records/rename.ts'
import { keyVariable } from '../../history/signing/keys.ts'
import { isSigned } from '../../history/signing/sign.ts'
import { isTrusted, type StoredRevision } from '../../history/store.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { fieldsOfMoved } from '../../plan/membership/move.ts'
import { together } from '../../plan/outline.ts'
import { needsOfPrune } from '../../plan/permissions/further.ts'
import { needsOfDelete, needsOfRelease } from '../../plan/permissions/need.ts'
import { candidatesAmong } from '../../plan/prune/candidates.ts'
import type { Member } from '../../plan/types.ts'
import { checkPermissions, type RunNeeds } from '../planning/facts/check-permissions.ts'
import { readMembers } from '../planning/facts/read-members.ts'
import { readHistoryUnlessFrozen } from '../planning/facts/recorded.ts'
import { placesOfKinds } from '../planning/facts/run-needs.ts'
import { nothingDeployed } from '../planning/plan-delete.ts'
import { checkDeletePermissions } from '../planning/prune/permissions.ts'
import { unlistable } from '../planning/prune/plan-prune.ts'
import { untrustedRevision } from '../planning/undo/trusted-target.ts'
import { getNamespaceIfAllowed } from '../run/namespace.ts'
import type { Policy } from '../run/policy.ts'
import { fieldManager, type Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'

/** What the cluster holds of one of the two releases. */
interface Recorded {
  /** null where there is none. */
  readonly parent: KubeObject | null
  readonly history: readonly StoredRevision[]
}

/** What a rename would do. */
export interface PlannedRename {
  readonly rename: Rename
  readonly old: Recorded
  readonly new: Recorded
  /** The old release's objects, and, where an earlier try was cut off, those of the new one that aren't wholly moved. */
  readonly members: readonly Member[]
  /** Where the old release's may be. */
  readonly reach: Reach
}

/**
 * Plans a rename, tells what it would do, and checks all that can be checked beforehand. Writes nothing. One that was cut off is
 * recognised, in either direction, and goes on.
 * @throws KdeployError `nothing-deployed`, `release-exists`, `rename-unfinished`, `rename-invalid`, `revision-untrusted`,
 * `revision-unreadable`, `release-frozen`, `forbidden`, `namespace-missing`
 */
export async function planRename(
  run: Run,
  rename: Rename,
  { freezes }: Pick<Policy, 'freezes'>,
): Promise<PlannedRename> {
  const { cluster, world, emit } = run
  const { from, to } = rename
  const keys = historyKeys(world)
  const [before, after] = await Promise.all([readRecords(run, from, freezes), readRecords(run, to, freezes)])
  const isBegun = isMarkedFor(before.parent, rename) || isMarkedFor(after.parent, rename)
  if (!isMarkedFor(before.parent, rename)) refuseUnfinishedRename(from, before.parent)
  if (!isMarkedFor(after.parent, rename)) refuseUnfinishedRename(to, after.parent)
  if (isAbsent(before) && !isBegun) {
    const hint = isAbsent(after) ? undefined : `${identityOf(to)} exists: it may have been renamed already`
    throw nothingDeployed(from, hint)
  }
  refuseExisting(rename, before, after)
  for (const message of warningsAboutParent(from, before.parent, keys)) emit({ type: 'warning', message })
  if (keys.length === 0 && before.parent !== null && isSigned(before.parent)) throw unsigned(from)
  refuseUnreadable(run, from, before.history, movable(after.history))
  const reach = knownReach(from, before.parent, before.history, keys) ?? nowhere
  const needs: RunNeeds = {
    role: 'kdeploy-rename',
    needs: [...needsOfDelete(from.namespace), ...needsOfRelease(to.namespace)],
    further: async () => needsOfPrune(await placesOfKinds(cluster, reach.groupKinds, from.namespace)),
  }
  await checkPermissions(run, needs)
  await refuseMissingNamespace(run, rename)
  const members = await readOld(run, from, reach)
  const half = isBegun ? await readHalfMoved(run, rename, reach) : []
  await checkDeletePermissions(run, needs, [...members, ...half], "the release's objects", ['get', 'patch'])
  return { rename, old: before, new: after, members: [...members, ...half], reach }
}

const nowhere: Reach = { groupKinds: [], namespaces: [] }

async function readRecords(run: Run, release: Release, freezes: Policy['freezes']): Promise<Recorded> {
  const [parent, history] = await Promise.all([
    readParent(run.cluster, release),
    readHistoryUnlessFrozen(run, release, freezes),
  ])
  return { parent, history }
}

function isAbsent({ parent, history }: Recorded): boolean {
  return parent === null && history.length === 0
}

/**
 * What an earlier try wrote of the new release says so itself; its parent is written first, and marked next.
 * @throws KdeployError `release-exists`
 */
function refuseExisting(rename: Rename, before: Recorded, after: Recorded): void {
  if (isAbsent(after) || isMarkedFor(after.parent, rename)) return
  if (isMarkedFor(before.parent, rename) && after.history.length === 0) return
  throw new KdeployError({
    code: 'release-exists',
    category: 'conflict',
    message: `${identityOf(rename.to)} exists already`,
    hint: 'two releases are not merged: choose another name, or delete that one first (kdeploy delete, with --keep-objects to leave its objects)',
  })
}

function unsigned(from: Release): KdeployError {
  return new KdeployError({
    code: 'rename-invalid',
    category: 'input',
    message: `the records of ${identityOf(from)} are signed, and ${keyVariable} is not set: its revisions would lose their signatures`,
    hint: `set ${keyVariable} as for an apply`,
  })
}

/**
 * The newest revision may record what was adopted, so that it is never left behind unread; an older one is. `there`: what an earlier
 * try took along already.
 * @throws KdeployError `revision-untrusted`, `revision-unreadable`
 */
function refuseUnreadable(
  { emit }: Run,
  from: Release,
  history: readonly StoredRevision[],
  there: readonly StoredRevision[],
): void {
  const numbers = new Set(there.map(({ revision }) => revision.number))
  const own = history.filter(({ isStray, revision }) => !isStray && !numbers.has(revision.number))
  const newest = own.at(-1)
  const taken = new Set(movable(history))
  if (newest !== undefined && !taken.has(newest)) {
    const hint = `apply ${identityOf(from)} first: it records a revision that can be moved`
    if (!isTrusted(newest)) throw untrustedRevision(newest, hint)
    const { number, reason } = newest.revision
    const message = `revision ${number} can't be moved: ${reason ?? "it can't be read"}`
    throw new KdeployError({ code: 'revision-unreadable', category: 'cluster', message, hint })
  }
  const left = own.filter((stored) => !taken.has(stored)).map(({ revision }) => revision.number)
  if (left.length === 0) return
  const message = `revisions that can't be read, or are not trusted, are deleted, not moved: ${left.join(', ')}`
  emit({ type: 'warning', message })
}

/** @throws KdeployError `namespace-missing` */
async function refuseMissingNamespace({ cluster }: Run, { from, to }: Rename): Promise<void> {
  if (from.namespace === to.namespace) return
  if ((await getNamespaceIfAllowed(cluster, to.namespace)) !== null) return
  throw new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: `namespace ${to.namespace}, in which the release would be recorded, does not exist`,
    hint: `create it first: kubectl create namespace ${to.namespace}`,
  })
}

/** The objects of the old release. @throws KdeployError `forbidden` where a kind can't be listed */
export async function readOld({ cluster }: Run, from: Release, reach: Reach): Promise<Member[]> {
  const { byKey, unlistable: places } = await readMembers(cluster, from, [], reach, membershipFor(from))
  if (places.length > 0) throw unlistable(places)
  return candidatesAmong([...byKey.values()], new Set(), new Set(), fieldManager)
}

/** What carries the new release's label already, and the ownership of it not yet as it should be. */
async function readHalfMoved({ cluster }: Run, { from, to }: Rename, reach: Reach): Promise<Member[]> {
  const { byKey } = await readMembers(cluster, from, [], reach, membershipFor(to))
  const moved = [...byKey.values()].filter((live) => fieldsOfMoved(live, fieldManager) !== undefined)
  return candidatesAmong(moved, new Set(), new Set(), fieldManager)
}

/** Where the members of the new release may be: a reach doesn't name the release's own namespace. */
export function reachAfter({ from, to }: Rename, { groupKinds, namespaces }: Reach): Reach {
  const all = sorted([...namespaces, from.namespace])
  return { groupKinds, namespaces: all.filter((namespace) => namespace !== to.namespace) }
}

/** What a person is told of it, before it is done. */
export function describePlannedRename({ rename, old, members }: PlannedRename): string {
  return `rename: ${describeRename(rename)}: ${count(members.length, 'object')} to move, ${count(movable(old.history).length, 'revision')}`
}

/** The objects that it would move, a line for each kind and namespace. */
export function outlineOfRename({ members }: PlannedRename): string[] {
  return together('would be moved', members)
}
