import type { Cluster } from '../cluster/api/cluster.ts'
import { ApiError } from '../cluster/errors/api-error.ts'
import { KdeployError } from '../errors.ts'
import { annotationsOf } from '../manifest/annotations.ts'
import { refOf } from '../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../manifest/types.ts'
import { deleteParts, writeParts } from './parts.ts'
import { isListed } from './records/decode-revision.ts'
import { readParent } from './records/parent.ts'
import { identityOf, objectNameOf, type Release } from './records/release.ts'
import {
  encodeRevision,
  type OutsideMember,
  outcomeAnnotation,
  type RecordedAdoption,
  type RecordedManifest,
  type Revision,
} from './records/revision.ts'
import type { HistoryKeys } from './signing/keys.ts'
import type { RevisionIndex } from './signing/sign-parent.ts'
import { signedDigest, signRevision, stepOf } from './signing/sign-revision.ts'
import { updateIndex } from './write-parent.ts'

/**
 * Whether a revision is what kdeploy wrote: `unchecked` where no key for signatures is set, else `trusted`, or why it isn't, in
 * words.
 */
export type Trust = 'unchecked' | 'trusted' | { readonly untrusted: string }

/** A revision as the cluster holds it, with what a guarded PUT needs. */
export interface StoredRevision {
  readonly revision: Revision
  readonly resourceVersion: string
  readonly trust: Trust
  /** As the server has it. */
  readonly secret: KubeObject
  /** What one says that isn't trusted, which `revision` leaves out: to be shown and masked, and nothing else. */
  readonly claimed?: Revision
  /** The release never recorded it, or removed it: it stands for no deploy. */
  readonly isStray?: boolean
}

/** Whether a run may go by what the revision says: it is signed, or nobody asked for signatures. */
export function isTrusted({ trust }: Pick<StoredRevision, 'trust'>): boolean {
  return typeof trust === 'string'
}

/** Whether the signature of a revision was verified, so that no limit of what only claims to be one applies to it. */
export function isProven(revision: Revision, history: readonly StoredRevision[]): boolean {
  return history.some((stored) => stored.revision === revision && stored.trust === 'trusted')
}

/** What these revisions recorded, by name. */
export function recordedIn(history: readonly StoredRevision[]): ObjectRef[] {
  return history.flatMap(
    ({ revision }) => revision.outline?.refs ?? revision.manifests.map(({ object }) => refOf(object)),
  )
}

/** The manifests, also of those that aren't trusted: what is sensitive in them stays hidden. Of some only those that may be. */
export function claimedIn(history: readonly StoredRevision[]): RecordedManifest[] {
  return history.flatMap(({ claimed, revision }) => sensitiveOf(claimed ?? revision))
}

/** At least those manifests of a revision in which something is sensitive. */
export function sensitiveOf(revision: Pick<Revision, 'manifests' | 'outline'>): readonly RecordedManifest[] {
  return revision.outline?.sensitive ?? revision.manifests
}

/** What these revisions know of adopted objects, by UID: the newest record of each. Only those count that a run may go by. */
export function adoptedIn(history: readonly StoredRevision[]): ReadonlyMap<string, RecordedAdoption> {
  const records = history.filter(isTrusted).flatMap(({ revision }) => revision.adopted ?? [])
  return new Map(records.map((record) => [String(record.object.metadata['uid']), record]))
}

/** What the revisions that a run may go by wrote outside the release's namespace, by UID. */
export function outsideIn(history: readonly StoredRevision[]): ReadonlyMap<string, OutsideMember> {
  const members = history.filter(isTrusted).flatMap(({ revision }) => revision.outside ?? [])
  return new Map(members.map((member) => [member.uid, member]))
}

/** UIDs that untrusted revisions claim were adopted; used only to keep those objects. */
export function claimedAdoptions(history: readonly StoredRevision[]): ReadonlySet<string> {
  const records = history.flatMap(({ claimed }) => claimed?.adopted ?? [])
  return new Set(records.map(({ object }) => String(object.metadata['uid'])))
}

/**
 * Writes a new revision by POST, under the next number where something that is no revision only has the name of one; with a key, signed,
 * and named by the parent, which is there already.
 * @throws KdeployError `plan-stale` where another deploy took its number, `parent-untrusted`
 */
export async function createRevision(
  cluster: Cluster,
  release: Release,
  planned: Revision,
  keys: HistoryKeys,
): Promise<StoredRevision> {
  const parent = await uidOfParent(cluster, release, keys)
  for (let revision = planned; ; revision = { ...revision, number: revision.number + 1 }) {
    const { number } = revision
    const { head, parts } = encodeRevision(release, revision)
    const secret = signRevision(release, head, { number, parent }, keys)
    // Before the head, so that none is ever without its parts.
    await writeParts(cluster, release, parts, undefined)
    try {
      return await recorded(cluster, release, revision, await cluster.create(secret), keys)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.reason !== 'AlreadyExists') {
        await deleteParts(cluster, release, parts).catch(() => {})
        throw error
      }
      const isFirst = number === planned.number
      const holder = isFirst ? await cluster.get(secretRef(release, secret.metadata.name)) : null
      if (isFirst && (holder === null || isListed(release, holder))) throw numberTaken(release, revision, error)
    }
  }
}

function numberTaken(release: Release, { number }: Revision, cause: ApiError): KdeployError {
  return new KdeployError({
    code: 'plan-stale',
    category: 'conflict',
    message: `another deploy of ${identityOf(release)} wrote revision ${number} after this one was planned`,
    hint: 'rerun the command: it plans again from the current state',
    cause,
  })
}

/** What may change of a revision; the manifests and what else it recorded never do. */
export type RevisionChanges = Partial<
  Pick<
    Revision,
    | 'status'
    | 'reason'
    | 'cutOff'
    | 'untouched'
    | 'unwritten'
    | 'finishedAt'
    | 'outside'
    | 'writes'
    | 'digests'
    | 'duration'
    | 'barriers'
  >
>

/**
 * Replaces a revision by PUT, guarded by its resourceVersion. A pending one is finished, and immutable from then on; of one that is
 * immutable only the outcome changes, which stands beside its data.
 */
export async function updateRevision(
  cluster: Cluster,
  release: Release,
  previous: StoredRevision,
  changes: RevisionChanges,
  keys: HistoryKeys,
): Promise<StoredRevision> {
  const revision = { ...previous.revision, ...changes }
  const { head, parts } =
    previous.secret['immutable'] === true
      ? { head: withOutcome(previous.secret, revision), parts: [] }
      : encodeRevision(release, revision)
  await writeParts(cluster, release, parts, previous.secret)
  const parent = await uidOfParent(cluster, release, keys)
  const signed = signRevision(release, head, { number: revision.number, parent }, keys)
  signed.metadata['resourceVersion'] = previous.resourceVersion
  return recorded(cluster, release, revision, await cluster.replace(signed), keys)
}

/** The same Secret, which says how the revision turned out in the end. */
function withOutcome(secret: KubeObject, { status, reason, cutOff, finishedAt }: Revision): KubeObject {
  const { name, namespace, labels } = secret.metadata
  const outcome = JSON.stringify({ status, reason, cutOff, finishedAt })
  const described = { ...annotationsOf(secret), [outcomeAnnotation]: outcome }
  return { ...secret, metadata: { name, namespace: namespace ?? null, labels: labels ?? {}, annotations: described } }
}

/** With a key, has the parent name these revisions no more, which are about to be deleted. */
export async function dropFromIndex(
  cluster: Cluster,
  release: Release,
  revisions: readonly StoredRevision[],
  keys: HistoryKeys,
): Promise<void> {
  const numbers = new Set(revisions.map(({ revision }) => revision.number))
  if (numbers.size === 0) return
  const without = ({ newest, entries }: RevisionIndex) => ({
    newest,
    entries: new Map([...entries].filter(([number]) => !numbers.has(number))),
  })
  await updateIndex(cluster, release, without, keys)
}

/** Deletes a revision as it was read. @throws ApiError 409 where somebody wrote it since */
export async function deleteRevision(cluster: Cluster, release: Release, stored: StoredRevision): Promise<void> {
  const { secret, resourceVersion } = stored
  // One that somebody else deleted.
  if (resourceVersion === '') return
  await cluster.delete(secretRef(release, secret.metadata.name), { resourceVersion })
}

function secretRef({ namespace }: Release, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}

async function uidOfParent(cluster: Cluster, release: Release, keys: HistoryKeys): Promise<string> {
  return keys.length === 0 ? '' : String((await readParent(cluster, release))?.metadata['uid'])
}

/** Has the parent name the state of a revision that was just written. @throws KdeployError `parent-untrusted` */
async function recorded(
  cluster: Cluster,
  release: Release,
  revision: Revision,
  secret: KubeObject,
  keys: HistoryKeys,
): Promise<StoredRevision> {
  const { number } = revision
  const entry = { step: stepOf(secret), digest: signedDigest(secret) }
  const withEntry = ({ newest, entries }: RevisionIndex) => ({
    newest: Math.max(newest, number),
    entries: new Map([...entries, [number, entry]]),
  })
  const distrust = await updateIndex(cluster, release, withEntry, keys)
  if (distrust !== undefined) {
    throw new KdeployError({
      code: 'parent-untrusted',
      category: 'conflict',
      message: `someone else wrote the Secret ${release.namespace}/${objectNameOf(release)} during this run: ${distrust.untrusted}`,
      hint: 'check who may write Secrets there, then rerun the command: an apply rewrites it',
    })
  }
  const trust = keys.length === 0 ? 'unchecked' : 'trusted'
  return { revision, resourceVersion: String(secret.metadata['resourceVersion']), trust, secret }
}
