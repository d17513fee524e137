import { messageOf } from '../../errors.ts'
import { reachOfMembers, readParent } from '../../history/records/parent.ts'
import { objectNameOf, type Release } from '../../history/records/release.ts'
import { refuseUnfinishedRename } from '../../history/records/rename.ts'
import { isTrusted, type StoredRevision } from '../../history/store.ts'
import { narrowParent, widenParent } from '../../history/write-parent.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Plan } from '../../plan/types.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'
import type { TerminatingObject } from '../waiting/deletion.ts'

/**
 * Has the parent name all kinds and namespaces in which the release has, or will have, members. Returns the parent as it is then.
 * @throws KdeployError `rename-unfinished` where a rename was begun since the plan was made
 */
export async function widenToPlan(
  { cluster, world }: Run,
  release: Release,
  plan: Plan,
  history: readonly StoredRevision[],
): Promise<KubeObject> {
  const found = await readParent(cluster, release)
  refuseUnfinishedRename(release, found)
  const reach = reachOfMembers(release, [...membersOf(plan), ...refsOf(plan.candidates), ...refsOf(plan.terminating)])
  const startsNewRecord = history.length > 0 && !history.some(isTrusted)
  return widenParent(cluster, release, found, reach, world.version, { keys: historyKeys(world), startsNewRecord })
}

/** Has the parent name only kinds and namespaces that still have members after a run; a failure is told, and does no harm. */
export async function narrowToMembers(
  { cluster, world, emit, ledger }: Run,
  release: Release,
  plan: Plan,
  parent: KubeObject,
  terminating: readonly TerminatingObject[],
): Promise<void> {
  // Somebody may have had it kept since the plan was made.
  const kept = refsOf(plan.candidates).filter((ref) => !ledger.hasLeft(ref))
  const reach = reachOfMembers(release, [...membersOf(plan), ...kept, ...refsOf(terminating)])
  try {
    await narrowParent(cluster, release, parent, reach, world.version, historyKeys(world))
  } catch (error) {
    const message = `the Secret ${objectNameOf(release)} still lists kinds that have no objects left (harmless): ${messageOf(error)}`
    emit({ type: 'warning', message })
  }
}

function membersOf({ changes, hooks, notRestored }: Plan): ObjectRef[] {
  return refsOf([...changes, ...hooks, ...notRestored.filter(({ isUnproven }) => !isUnproven)])
}

function refsOf(items: readonly { readonly ref: ObjectRef }[]): ObjectRef[] {
  return items.map(({ ref }) => ref)
}
