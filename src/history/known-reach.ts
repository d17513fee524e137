import type { KubeObject } from '../manifest/types.ts'
import { problemsIn, type Reach, reachOf, reachOfMembers, sorted } from './records/parent.ts'
import { objectNameOf, type Release } from './records/release.ts'
import { type HistoryKeys, keyVariable } from './signing/keys.ts'
import { isDistrust, isSigned } from './signing/sign.ts'
import { readIndex } from './signing/sign-parent.ts'
import { recordedIn, type StoredRevision } from './store.ts'

/**
 * Where members may be: per the parent; per the revisions if the parent is lost or untrusted; per both if the
 * parent lists something invalid, or less than when the newest revision was written. undefined before the first deploy.
 */
export function knownReach(
  release: Release,
  parent: KubeObject | null,
  history: readonly StoredRevision[],
  keys: HistoryKeys,
): Reach | undefined {
  if (parent === null && history.length === 0) return undefined
  const isUsed = parent !== null && whyDistrusted(release, parent, keys) === undefined
  const said = isUsed ? reachOf(parent) : nowhere
  const newest = history.findLast(({ revision }) => revision.status !== 'unreadable')
  const isWhole = newest === undefined || covers(said, recordedReach(release, [newest]))
  if (isUsed && isWhole && problemsIn(parent).length === 0) return said
  const recorded = recordedReach(release, history)
  return {
    groupKinds: sorted([...said.groupKinds, ...recorded.groupKinds]),
    namespaces: sorted([...said.namespaces, ...recorded.namespaces]),
  }
}

const nowhere: Reach = { groupKinds: [], namespaces: [] }

function recordedReach(release: Release, history: readonly StoredRevision[]): Reach {
  return reachOfMembers(release, recordedIn(history))
}

/** The parent is widened before anything is written, so that only somebody else can have narrowed it to less than a revision has. */
function covers(said: Reach, recorded: Reach): boolean {
  return (['groupKinds', 'namespaces'] as const).every((part) =>
    recorded[part].every((one) => said[part].includes(one)),
  )
}

/** Warnings about a parent that is not fully used, one sentence each. */
export function warningsAboutParent(release: Release, parent: KubeObject | null, keys: HistoryKeys): string[] {
  if (parent === null) return []
  const secret = `the Secret ${release.namespace}/${objectNameOf(release)}`
  const problems = problemsIn(parent).map((one) => `${secret}: ${one}; it is ignored`)
  if (keys.length === 0) return isSigned(parent) ? [unchecked, ...problems] : problems
  const why = whyDistrusted(release, parent, keys)
  if (why !== undefined)
    return [
      `${secret} is not trusted (${why}): objects no longer rendered are searched for only where trusted revisions had objects`,
    ]
  return problems
}

const unchecked = `this release is signed, but ${keyVariable} is not set: its records are not verified, and revisions recorded without the key will not be trusted`

function whyDistrusted(release: Release, parent: KubeObject, keys: HistoryKeys): string | undefined {
  const ledger = keys.length === 0 ? undefined : readIndex(release, parent, keys)
  return isDistrust(ledger) ? ledger.untrusted : undefined
}
