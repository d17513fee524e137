import type { KubeObject } from '../manifest/types.ts'
import { objectNameOf, type Release, revisionNameOf } from './records/release.ts'
import type { Revision } from './records/revision.ts'
import type { HistoryKeys } from './signing/keys.ts'
import { type Distrust, isDistrust } from './signing/sign.ts'
import { type RevisionIndex, readIndex } from './signing/sign-parent.ts'
import { signedDigest, signedStep } from './signing/sign-revision.ts'
import type { StoredRevision } from './store.ts'

/**
 * Determines which revisions are as kdeploy last wrote them. Others count as unreadable and are not used; their content
 * is kept as a claim. A recorded revision that is missing is added. Without a key nothing is checked.
 */
export function assessTrust(
  release: Release,
  history: readonly StoredRevision[],
  parent: KubeObject | null,
  keys: HistoryKeys,
): StoredRevision[] {
  if (keys.length === 0) return [...history]
  const uid = String(parent?.metadata['uid'])
  const ledger = refuseOutdatedIndex(release, readIndex(release, parent, keys), history, uid, keys)
  const judged = history.map((stored) => {
    const why = reasonForDistrust(release, stored, uid, ledger, keys)
    return why === undefined ? { ...stored, trust: 'trusted' as const } : withoutTrust(stored, why, ledger)
  })
  return isDistrust(ledger) ? judged : [...judged, ...missingRevisions(release, history, ledger)]
}

function reasonForDistrust(
  release: Release,
  { revision: { number, status }, secret }: StoredRevision,
  parent: string,
  ledger: RevisionIndex | Distrust,
  keys: HistoryKeys,
): string | undefined {
  if (status === 'unreadable') return "it can't be read"
  const step = signedStep(release, secret, { number, parent }, keys)
  if (isDistrust(step)) return step.untrusted
  if (isDistrust(ledger))
    return `the release's own record, the Secret ${objectNameOf(release)}, is not trusted: ${ledger.untrusted}`
  const entry = ledger.entries.get(number)
  if (entry === undefined) {
    // A run that was killed in between wrote the revision as pending, and not yet that it did.
    return number > ledger.newest ? undefined : 'the release removed it'
  }
  if (entry.digest === signedDigest(secret) || step > entry.step) return undefined
  return step < entry.step ? 'older than what the release recorded' : 'differs from what the release recorded'
}

/** A revision that was finished, and that the parent doesn't know yet, shows that an older parent was put back. */
function refuseOutdatedIndex(
  release: Release,
  ledger: RevisionIndex | Distrust,
  history: readonly StoredRevision[],
  parent: string,
  keys: HistoryKeys,
): RevisionIndex | Distrust {
  if (isDistrust(ledger)) return ledger
  const ahead = history.filter(
    ({ revision: { number, status }, secret }) =>
      number > ledger.newest &&
      status !== 'unreadable' &&
      !isDistrust(signedStep(release, secret, { number, parent }, keys)),
  )
  const [first] = ahead
  if (first === undefined || (ahead.length === 1 && first.revision.status === 'pending')) return ledger
  return { untrusted: `older than revision ${first.revision.number}, which is signed` }
}

function withoutTrust(stored: StoredRevision, untrusted: string, ledger: RevisionIndex | Distrust): StoredRevision {
  const { revision } = stored
  // One that can be read and came after all that is known may be of a run without a key: what it made is there now.
  const isNewer = !isDistrust(ledger) && revision.number > ledger.newest && revision.status !== 'unreadable'
  const isStray = !isDistrust(ledger) && !ledger.entries.has(revision.number) && !isNewer
  const known = { ...stored, trust: { untrusted }, ...(isStray ? { isStray } : {}) }
  if (revision.status === 'unreadable') return known
  return { ...known, revision: unknown(revision), claimed: revision }
}

/** Recorded revisions that someone else deleted. */
function missingRevisions(
  release: Release,
  history: readonly StoredRevision[],
  { entries }: RevisionIndex,
): StoredRevision[] {
  const there = new Set(history.map(({ revision }) => revision.number))
  return [...entries.keys()]
    .filter((number) => !there.has(number))
    .map((number) => {
      const name = revisionNameOf(release, number)
      const untrusted = `the release recorded it, but the Secret ${name} does not exist`
      const revision = unknown({ number, createdAt: '', by: '', command: '', kdeployVersion: '' })
      const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name } }
      return { revision, resourceVersion: '', trust: { untrusted }, secret }
    })
}

type Description = Pick<Revision, 'number' | 'createdAt' | 'by' | 'command' | 'kdeployVersion'>

function unknown({ number, createdAt, by, command, kdeployVersion }: Description): Revision {
  return { number, status: 'unreadable', createdAt, by, command, kdeployVersion, manifests: [] }
}
