import { refOf } from '../manifest/identity.ts'
import type { KubeObject } from '../manifest/types.ts'
import { oddIn, type Reach, reachOf, reachOfMembers, sorted } from './parent.ts'
import { objectNameOf, type Release } from './release.ts'
import { type HistoryKeys, keyVariable } from './signing/keys.ts'
import { isDistrust, isSigned } from './signing/sign.ts'
import { ledgerOf } from './signing/sign-parent.ts'
import { recordedIn, type StoredRevision } from './store.ts'

/**
 * Where a release's members may be: as its parent says, or, where that was lost or isn't trusted, as its revisions do; as both where the
 * parent says what can't be. undefined before its first deploy.
 */
export function reachKnown(
  release: Release,
  parent: KubeObject | null,
  history: readonly StoredRevision[],
  keys: HistoryKeys,
): Reach | undefined {
  if (parent === null && history.length === 0) return undefined
  const isUsed = parent !== null && whyDistrusted(release, parent, keys) === undefined
  if (isUsed && oddIn(parent).length === 0) return reachOf(parent)
  const refs = recordedIn(history).map(({ object }) => refOf(object))
  const recorded = reachOfMembers(release, refs)
  if (!isUsed) return recorded
  const said = reachOf(parent)
  return {
    groupKinds: sorted([...said.groupKinds, ...recorded.groupKinds]),
    namespaces: sorted([...said.namespaces, ...recorded.namespaces]),
  }
}

/** What a run has to say of the parent, where it doesn't go by all that it says; a sentence each. */
export function doubtsAbout(release: Release, parent: KubeObject | null, keys: HistoryKeys): string[] {
  if (parent === null) return []
  const secret = `the Secret ${release.namespace}/${objectNameOf(release)}`
  const odd = oddIn(parent).map((one) => `${secret}: ${one}; it is ignored`)
  if (keys.length === 0) return isSigned(parent) ? [unchecked, ...odd] : odd
  const why = whyDistrusted(release, parent, keys)
  if (why !== undefined)
    return [
      `${secret} is not trusted (${why}): what is no longer rendered is looked for only where trusted revisions had it`,
    ]
  return odd
}

const unchecked = `this release is signed, and ${keyVariable} isn't set: its records aren't checked, and what a run without the key records isn't trusted later`

function whyDistrusted(release: Release, parent: KubeObject, keys: HistoryKeys): string | undefined {
  const ledger = keys.length === 0 ? undefined : ledgerOf(release, parent, keys)
  return isDistrust(ledger) ? ledger.untrusted : undefined
}
