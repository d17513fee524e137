import { ApiError } from '../cluster/api-error.ts'
import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { KubeObject } from '../manifest/types.ts'
import { identityOf, objectNameOf, type Release, revisionNameOf } from './release.ts'
import {
  decodeRevision,
  encodeRevision,
  type RecordedAdoption,
  type RecordedManifest,
  type Revision,
  releaseLabel,
  revisionLabel,
  revisionType,
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

/** The release's revisions, oldest first; one that can't be read keeps its number and stands in nobody's way. */
export async function readRevisions(cluster: Cluster, release: Release): Promise<StoredRevision[]> {
  const { items } = await cluster.list(
    { group: '', kind: 'Secret' },
    {
      namespace: release.namespace,
      labelSelector: `${releaseLabel}=${objectNameOf(release)}`,
      fieldSelector: `type=${revisionType}`,
    },
  )
  return items.map(readable).sort((a, b) => a.revision.number - b.revision.number)
}

/** Writes a new revision by POST. @throws KdeployError `plan-stale` where another deploy took its number. */
export async function createRevision(cluster: Cluster, release: Release, revision: Revision): Promise<StoredRevision> {
  try {
    const created = await cluster.create(encodeRevision(release, revision))
    return { revision, resourceVersion: versionOf(created), trust: 'unchecked' }
  } catch (error) {
    if (error instanceof ApiError && error.reason === 'AlreadyExists') {
      throw new KdeployError({
        code: 'plan-stale',
        category: 'conflict',
        message: `another deploy of ${identityOf(release)} wrote revision ${revision.number} after this one was planned`,
        hint: 'run the command again: it plans anew from what is there now',
        cause: error,
      })
    }
    throw error
  }
}

/** Replaces a revision by PUT, guarded by its resourceVersion. */
export async function updateRevision(
  cluster: Cluster,
  release: Release,
  previous: StoredRevision,
  changes: Partial<Omit<Revision, 'number' | 'manifests' | 'adopted'>>,
): Promise<StoredRevision> {
  const revision = { ...previous.revision, ...changes }
  const secret = encodeRevision(release, revision)
  secret.metadata['resourceVersion'] = previous.resourceVersion
  return { revision, resourceVersion: versionOf(await cluster.replace(secret)), trust: previous.trust }
}

/**
 * Deletes the oldest revisions beyond `keep`, but none of those that are `needed`. A failure to delete is not a failure of the
 * deploy: the next one tries again. Returns the refusals of what this user may not delete.
 */
export async function trimRevisions(
  cluster: Cluster,
  release: Release,
  revisions: readonly StoredRevision[],
  keep: number,
  needed: readonly (Revision | undefined)[],
): Promise<ApiError[]> {
  const oldest = revisions.slice(0, Math.max(0, revisions.length - keep))
  const surplus = oldest.filter(({ revision }) => !needed.includes(revision))
  const outcomes = await Promise.allSettled(surplus.map((stored) => deleteRevision(cluster, release, stored)))
  const reasons: unknown[] = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  return reasons.filter((reason) => reason instanceof ApiError).filter(({ status }) => status === 403)
}

/** Deletes a revision as it was read. @throws ApiError 409 where somebody wrote it since */
export async function deleteRevision(cluster: Cluster, release: Release, stored: StoredRevision): Promise<void> {
  const { namespace } = release
  const ref = {
    group: '',
    version: 'v1',
    kind: 'Secret',
    namespace,
    name: revisionNameOf(release, stored.revision.number),
  }
  await cluster.delete(ref, { resourceVersion: stored.resourceVersion })
}

function versionOf(secret: KubeObject): string {
  return String(secret.metadata['resourceVersion'])
}

function readable(secret: KubeObject): StoredRevision {
  try {
    return { revision: decodeRevision(secret), resourceVersion: versionOf(secret), trust: 'unchecked' }
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    const { labels, creationTimestamp } = secret.metadata
    const revision: Revision = {
      number: Number((labels as Record<string, string>)[revisionLabel] ?? 0),
      status: 'unreadable',
      createdAt: String(creationTimestamp),
      by: '',
      command: '',
      kdeployVersion: '',
      reason: error.message,
      manifests: [],
    }
    return { revision, resourceVersion: versionOf(secret), trust: 'unchecked' }
  }
}
