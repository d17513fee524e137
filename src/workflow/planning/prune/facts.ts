import type { Reach } from '../../../history/records/parent.ts'
import type { Release } from '../../../history/records/release.ts'
import {
  adoptedIn,
  claimedAdoptions,
  isTrusted,
  outsideIn,
  recordedIn,
  type StoredRevision,
} from '../../../history/store.ts'
import { keyOf, refOf } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { candidatesAmong } from '../../../plan/prune/candidates.ts'
import type { PruneFacts } from '../../../plan/prune/registry.ts'
import { unrestorableFacts } from '../../../plan/prune/rules/unrestorable.ts'
import type { Member, NotRestored } from '../../../plan/types.ts'
import type { PrunePolicy } from '../../run/policy.ts'
import { fieldManager, type Run } from '../../run/run.ts'
import type { Members } from '../facts/read-members.ts'
import { isReadable } from '../undo/good-states.ts'
import { findNamed } from './named-candidates.ts'
import { namespaceCandidates } from './namespaces.ts'
import { findUnfinishedAdoptions } from './unfinished-adoptions.ts'

/** What a run knows of a release before it decides what becomes of its members. */
export interface Known {
  readonly members: Members
  /** What is rendered, by key. */
  readonly planned: ReadonlyMap<string, KubeObject>
  /** UIDs of what is rendered and there. */
  readonly uids: ReadonlySet<unknown>
  readonly history: readonly StoredRevision[]
  /** See Plan. */
  readonly notRestored: readonly NotRestored[]
  /** Where members may be, where all of them are to be deleted. */
  readonly reach?: Reach
  /** See HookPolicy. */
  readonly keepsHookJobs: boolean
  /** The revisions that are still there after this run; empty where all of the release goes. */
  readonly kept: readonly StoredRevision[]
}

/**
 * The prune candidates of a release, and the facts by which the rules decide what becomes of them.
 * @throws KdeployError `not-prunable`
 */
export async function gatherFacts(
  run: Run,
  release: Release,
  known: Known,
  policy: PrunePolicy,
): Promise<{ readonly candidates: readonly Member[]; readonly facts: PruneFacts }> {
  const { members, planned, uids, history, notRestored, reach } = known
  const recorded = recordedIn(history)
  const keys = new Set(planned.keys())
  const { forgets } = policy
  // A Namespace is never a member: there is nothing on it to be forgotten.
  const namespaces = forgets ? [] : await namespaceCandidates(run.cluster, release, recorded, keys)
  const givesBack = policy.adopted === 'give-back'
  const unfinished = givesBack || forgets ? await findUnfinishedAdoptions(run, history, members, keys) : []
  const applied = candidatesAmong([...members.byKey.values()], keys, uids, fieldManager)
  const candidates = [...applied, ...unfinished, ...namespaces]
  const named = await findNamed(run, release, candidates, policy.alsoDelete, { recorded, reach })
  const facts = {
    skipsHooks: known.keepsHookJobs,
    knownBefore: knownBeforeUnread(history),
    claimedAdoptions: claimedAdoptions(history),
    adopted: adoptedIn(history),
    givesBack,
    forgets,
    unfinished: new Set(unfinished.map(({ live }) => String(live.metadata['uid']))),
    namespace: release.namespace,
    writtenOutside: new Set(outsideIn(history).keys()),
    named,
    neededByKept: neededBy(known),
    ...unrestorableFacts(notRestored, members.byKey.values()),
  }
  return { candidates, facts }
}

/** See ContentFacts. Where a whole release goes, nothing of it is needed; without a history nothing is known. */
function neededBy({ kept, history, reach }: Known): ReadonlySet<string> | undefined {
  if (reach !== undefined) return new Set()
  const isRead = (stored: StoredRevision) => isReadable(stored.revision) && isTrusted(stored)
  return history.length > 0 && kept.every(isRead) ? new Set(recordedIn(kept).map(keyOf)) : undefined
}

/** See UntrustedRevisionFacts. */
function knownBeforeUnread(history: readonly StoredRevision[]): ReadonlySet<string> | undefined {
  const isRead = (stored: StoredRevision) => isReadable(stored.revision) && isTrusted(stored)
  const newest = history.at(-1)
  if (newest === undefined || isRead(newest)) return undefined
  return new Set((history.findLast(isRead)?.revision.manifests ?? []).map(({ object }) => keyOf(refOf(object))))
}
