import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../manifest/types.ts'
import { isListed } from './decode-revision.ts'
import { identityOf, type Release } from './release.ts'
import {
  encodeRevision,
  outcomeAnnotation,
  type RecordedAdoption,
  type RecordedManifest,
  type Revision,
} from './revision.ts'

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
}

/** Whether a run may go by what the revision says: it is signed, or nobody asked for signatures. */
export function isTrusted({ trust }: Pick<StoredRevision, 'trust'>): boolean {
  return typeof trust === 'string'
}

/** The manifests that these revisions recorded. */
export function recordedIn(history: readonly StoredRevision[]): RecordedManifest[] {
  return history.flatMap(({ revision }) => revision.manifests)
}

/** What these revisions know of adopted objects, by UID: the newest record of each. Only those count that a run may go by. */
export function adoptedIn(history: readonly StoredRevision[]): ReadonlyMap<string, RecordedAdoption> {
  const records = history.filter(isTrusted).flatMap(({ revision }) => revision.adopted ?? [])
  return new Map(records.map((record) => [String(record.object.metadata['uid']), record]))
}

/**
 * Writes a new revision by POST, under the next number where something that is no revision only has the name of one.
 * @throws KdeployError `plan-stale` where another deploy took its number
 */
export async function createRevision(cluster: Cluster, release: Release, planned: Revision): Promise<StoredRevision> {
  for (let revision = planned; ; revision = { ...revision, number: revision.number + 1 }) {
    const secret = encodeRevision(release, revision)
    try {
      return storedAs(revision, await cluster.create(secret))
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
      const isFirst = revision.number === planned.number
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
    hint: 'run the command again: it plans anew from what is there now',
    cause,
  })
}

/** What may change of a revision; the manifests and what else it recorded never do. */
export type RevisionChanges = Partial<
  Pick<Revision, 'status' | 'reason' | 'cutOff' | 'untouched' | 'finishedAt' | 'outside'>
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
): Promise<StoredRevision> {
  const revision = { ...previous.revision, ...changes }
  const secret =
    previous.secret['immutable'] === true ? withOutcome(previous.secret, revision) : encodeRevision(release, revision)
  secret.metadata['resourceVersion'] = previous.resourceVersion
  return storedAs(revision, await cluster.replace(secret))
}

/** The same Secret, which says how the revision turned out in the end. */
function withOutcome(secret: KubeObject, { status, reason, cutOff, finishedAt }: Revision): KubeObject {
  const { name, namespace, labels, annotations } = secret.metadata
  const outcome = JSON.stringify({ status, reason, cutOff, finishedAt })
  const described = { ...(annotations as JsonObject), [outcomeAnnotation]: outcome }
  return { ...secret, metadata: { name, namespace: namespace ?? null, labels: labels ?? {}, annotations: described } }
}

/**
 * Deletes the oldest revisions beyond `keep`, but none of those that are `needed`, and likewise of the unreadable ones. A failure to
 * delete is not a failure of the deploy: the next one tries again. Returns the refusals of what this user may not delete.
 */
export async function trimRevisions(
  cluster: Cluster,
  release: Release,
  revisions: readonly StoredRevision[],
  keep: number,
  needed: readonly (Revision | undefined)[],
): Promise<ApiError[]> {
  const unreadable = revisions.filter(({ revision }) => revision.status === 'unreadable')
  const readable = revisions.filter((stored) => !unreadable.includes(stored))
  const oldest = [readable, unreadable].flatMap((some) => some.slice(0, Math.max(0, some.length - keep)))
  const surplus = oldest.filter(({ revision }) => !needed.includes(revision))
  const outcomes = await Promise.allSettled(surplus.map((stored) => deleteRevision(cluster, release, stored)))
  const reasons: unknown[] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  return reasons.filter((reason) => reason instanceof ApiError).filter(({ status }) => status === 403)
}

/** Deletes a revision as it was read. @throws ApiError 409 where somebody wrote it since */
export async function deleteRevision(cluster: Cluster, release: Release, stored: StoredRevision): Promise<void> {
  const { secret, resourceVersion } = stored
  await cluster.delete(secretRef(release, secret.metadata.name), { resourceVersion })
}

function secretRef({ namespace }: Release, name: string): ObjectRef {
  return { group: '', version: 'v1', kind: 'Secret', namespace, name }
}

function storedAs(revision: Revision, secret: KubeObject): StoredRevision {
  return { revision, resourceVersion: String(secret.metadata['resourceVersion']), trust: 'unchecked', secret }
}
