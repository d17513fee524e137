import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { KubeObject } from '../manifest/types.ts'
import { type Decoding, decodeRevision, newDecoding, numberOfName } from './records/decode-revision.ts'
import { readParent } from './records/parent.ts'
import { identityOf, objectNameOf, type Release } from './records/release.ts'
import { type Revision, releaseLabel, revisionType } from './records/revision.ts'
import { type HistoryKeys, noKeys } from './signing/keys.ts'
import type { StoredRevision } from './store.ts'
import { assessTrust } from './trust.ts'

/** The highest number that a revision can have. */
const highestNumber = 999_999_999

/** Times that the parent may change while the revisions are read, before what was read counts all the same. */
const attempts = 5

/**
 * The release's revisions, oldest first; an unreadable (or, with a key, untrusted) one keeps the number in its name and blocks
 * no other. `known`: those that were read before, whose Secrets needn't be decoded again where they are the same.
 */
export async function readRevisions(
  cluster: Cluster,
  release: Release,
  keys: HistoryKeys,
  known: readonly StoredRevision[] = [],
): Promise<StoredRevision[]> {
  if (keys.length === 0) return revisionsOf(release, await readSecrets(cluster, release), null, keys, known)
  let parent = await readParent(cluster, release)
  for (let attempt = 1; ; attempt += 1) {
    const secrets = await readSecrets(cluster, release)
    const now = await readParent(cluster, release)
    // A run that writes meanwhile would have one seem older or newer than the other.
    const isStill = now?.metadata['resourceVersion'] === parent?.metadata['resourceVersion']
    if (isStill || attempt === attempts) return revisionsOf(release, secrets, now, keys, known)
    parent = now
  }
}

async function readSecrets(cluster: Cluster, release: Release): Promise<readonly KubeObject[]> {
  const { items } = await cluster.list(
    { group: '', kind: 'Secret' },
    {
      namespace: release.namespace,
      labelSelector: `${releaseLabel}=${objectNameOf(release)}`,
      fieldSelector: `type=${revisionType}`,
    },
  )
  return items
}

/** What these Secrets record, oldest first; `parent` and keys as `assessTrust` takes them. */
export function revisionsOf(
  release: Release,
  secrets: readonly KubeObject[],
  parent: KubeObject | null = null,
  keys: HistoryKeys = noKeys,
  known: readonly StoredRevision[] = [],
): StoredRevision[] {
  const decoding = newDecoding()
  const before = new Map(known.map((one) => [versionOf(one.secret), one.claimed ?? one.revision]))
  // The newest first, as what there is no room for had better be old.
  const newestFirst = [...secrets].sort((a, b) => nameNumber(release, b) - nameNumber(release, a))
  const read = newestFirst.map((secret) =>
    stored(secret, before.get(versionOf(secret)) ?? readable(release, secret, decoding)),
  )
  const byNumber = assessTrust(release, read, parent, keys).sort((a, b) => a.revision.number - b.revision.number)
  return sortRevisions(byNumber)
}

/** The number of the next revision: above all that could be read, or where none could above all others; and of no name that is taken. */
export function nextNumber(release: Release, history: readonly StoredRevision[]): number {
  const taken = new Set(history.map(({ revision }) => revision.number))
  const readable = history.filter(({ revision }) => revision.status !== 'unreadable')
  const numbers = readable.length > 0 ? readable.map(({ revision }) => revision.number) : [...taken].filter(isPlausible)
  let number = Math.max(0, ...numbers) + 1
  while (taken.has(number)) number += 1
  if (number <= highestNumber) return number
  const last = history.find(({ revision }) => revision.number === number - 1)
  throw new KdeployError({
    code: 'revision-numbers-exhausted',
    category: 'cluster',
    message: `${identityOf(release)} already has revision ${number - 1}, the highest number`,
    hint: `no deploy gets that far: delete the Secret ${release.namespace}/${last?.secret.metadata.name} if kdeploy did not write it`,
  })
}

/** What a damaged revision's name says may be anything; a deploy a minute takes two years to get there. */
function isPlausible(number: number): boolean {
  return number <= 1_000_000
}

function nameNumber(release: Release, { metadata }: KubeObject): number {
  return numberOfName(release, metadata.name) ?? 0
}

function stored(secret: KubeObject, revision: Revision): StoredRevision {
  return { revision, resourceVersion: String(secret.metadata['resourceVersion']), trust: 'unchecked', secret }
}

/** Unique to one state of one Secret. */
function versionOf({ metadata }: KubeObject): string {
  return `${String(metadata['uid'])} ${String(metadata['resourceVersion'])}`
}

function readable(release: Release, secret: KubeObject, decoding: Decoding): Revision {
  try {
    return decodeRevision(release, secret, decoding)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return {
      number: nameNumber(release, secret),
      status: 'unreadable',
      createdAt: createdAt(secret),
      by: '',
      command: '',
      kdeployVersion: '',
      reason: error.message,
      manifests: [],
    }
  }
}

/**
 * Sorted by number, except that an unreadable one created before the newest readable one precedes it:
 * only one created later may describe the current state.
 */
function sortRevisions(byNumber: readonly StoredRevision[]): StoredRevision[] {
  const newest = byNumber.findLast(({ revision }) => revision.status !== 'unreadable')
  if (newest === undefined) return [...byNumber]
  const at = byNumber.indexOf(newest)
  const later = byNumber.slice(at + 1)
  const isOlder = ({ secret, isStray }: StoredRevision) =>
    isStray === true || createdAt(secret) < createdAt(newest.secret)
  return [...byNumber.slice(0, at), ...later.filter(isOlder), newest, ...later.filter((stored) => !isOlder(stored))]
}

/** As the API server says, RFC 3339 to the second: nobody else can set it. */
function createdAt({ metadata }: KubeObject): string {
  return String(metadata['creationTimestamp'])
}
