import { keyOf } from '../../../manifest/identity.ts'
import type { AdoptedObject } from '../../ownership/adoption.ts'
import type { PruneRule } from './rule.ts'

export interface AdoptionRecords {
  /** Adopted objects as they were before, by UID, as far as the revisions can be read and are trusted. */
  readonly adopted: ReadonlyMap<string, AdoptedObject>
}

export interface UntrustedRevisionFacts extends AdoptionRecords {
  /** Keys of the newest revision that can be read and is trusted, where a newer one isn't; undefined where the newest is. */
  readonly knownBefore: ReadonlySet<string> | undefined
  /** UIDs of what revisions that aren't trusted say was adopted. */
  readonly claimedAdoptions: ReadonlySet<string>
}

/**
 * An object that a revision which can't be read, or isn't trusted, may have adopted is kept: that is reason enough to leave it
 * alone, and for nothing else. One that is in the revision before was not adopted by the newest.
 */
export const untrustedRevision: PruneRule<UntrustedRevisionFacts> = {
  name: 'untrusted-revision',
  decide({ ref, live, fate }, { adopted, knownBefore, claimedAdoptions }) {
    if (fate.kind === 'delete' && knownBefore !== undefined && !knownBefore.has(keyOf(ref)))
      return {
        kind: 'keep',
        reason: "a newer revision that can't be read, or is not trusted, may say that it was adopted",
      }
    const uid = String(live.metadata['uid'])
    if (adopted.has(uid) || !claimedAdoptions.has(uid)) return undefined
    return { kind: 'keep', reason: 'a revision that is not trusted says that it was adopted' }
  },
}
