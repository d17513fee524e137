import type { Cluster } from '../cluster/api/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { KubeObject } from '../manifest/types.ts'
import { readWhole } from './parts.ts'
import {
  type Decoding,
  decodeRevision,
  isSplit,
  newDecoding,
  numberOfName,
  unreadableBecause,
} from './records/decode-revision.ts'
import { decodeFreeze, freezeNameOf, type StoredFreeze } from './records/freeze.ts'
import { readParent } from './records/parent.ts'
import { partType } from './records/parts.ts'
import { identityOf, objectNameOf, type Release } from './records/release.ts'
import { type Revision, releaseLabel, revisionType } from './records/revision.ts'
import { type HistoryKeys, noKeys } from './signing/keys.ts'
import type { StoredRevision } from './store.ts'
import { assessTrust } from './trust.ts'

/** The highest number that a revision can have. */
const highestNumber = 999_999_999

/** Times that the parent may change while the revisions are read, before what was read counts all the same. */
const attempts = 5

/** What the cluster records of a release, by one list. */
export interface ReleaseRecords {
  /** See readRevisions. */
  readonly revisions: StoredRevision[]
  /** In force or over; null where there is none. */
  readonly freeze: StoredFreeze | null
}

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
  return (await readRecords(cluster, release, keys, known)).revisions
}

/** The same, and with them the release's freeze, for which nothing more is asked. */
export async function readRecords(
  cluster: Cluster,
  release: Release,
  keys: HistoryKeys,
  known: readonly StoredRevision[] = [],
): Promise<ReleaseRecords> {
  const recordsOf = (read: ReadSecrets, parent: KubeObject | null) => ({
    revisions: revisionsOf(release, read.secrets, parent, keys, read.known, read.decoding),
    freeze: read.freeze,
  })
  if (keys.length === 0) return recordsOf(await readAll(cluster, release, known), null)
  let parent = await readParent(cluster, release)
  for (let attempt = 1; ; attempt += 1) {
    const read = await readAll(cluster, release, known)
    const now = await readParent(cluster, release)
    // A run that writes meanwhile would have one seem older or newer than the other.
    const isStill = now?.metadata['resourceVersion'] === parent?.metadata['resourceVersion']
    if (isStill || attempt === attempts) return recordsOf(read, now)
    parent = now
  }
}

/** The Secrets of a release's revisions, with what is known of them, and how the rest is decoded. */
interface ReadSecrets extends Pick<ReleaseRecords, 'freeze'> {
  readonly secrets: readonly KubeObject[]
  readonly known: readonly StoredRevision[]
  readonly decoding: Decoding
}

/** Revisions in parts are decoded, one after the other: their parts are a megabyte each. */
async function readAll(cluster: Cluster, release: Release, known: readonly StoredRevision[]): Promise<ReadSecrets> {
  const decoding = newDecoding()
  const { heads, freeze } = await readSecrets(cluster, release)
  const all = newestFirst(release, heads)
  const before = knownBy(known)
  const decoded: StoredRevision[] = []
  const gone = new Set<KubeObject>()
  for (const secret of all.filter((one) => isSplit(one) && before(one) === undefined)) {
    const revision = await readInParts(cluster, release, secret, decoding)
    if (revision === undefined) gone.add(secret)
    else decoded.push(stored(secret, revision))
  }
  return { secrets: all.filter((secret) => !gone.has(secret)), known: [...known, ...decoded], decoding, freeze }
}

/** undefined where it is gone meanwhile. */
async function readInParts(
  cluster: Cluster,
  release: Release,
  secret: KubeObject,
  decoding: Decoding,
): Promise<Revision | undefined> {
  try {
    const whole = await readWhole(cluster, release, secret)
    return whole === undefined ? undefined : readable(release, whole, decoding)
  } catch (error) {
    return unreadable(release, secret, unreadableBecause(release, secret, error))
  }
}

async function readSecrets(
  cluster: Cluster,
  release: Release,
): Promise<{ readonly heads: readonly KubeObject[]; readonly freeze: StoredFreeze | null }> {
  const { items } = await cluster.list(
    { group: '', kind: 'Secret' },
    {
      namespace: release.namespace,
      labelSelector: `${releaseLabel}=${objectNameOf(release)}`,
      // Parts are a megabyte each.
      fieldSelector: `type!=${partType}`,
    },
  )
  const frozen = items.find(({ metadata }) => metadata.name === freezeNameOf(release))
  return {
    heads: items.filter((secret) => secret['type'] === revisionType),
    freeze: frozen === undefined ? null : decodeFreeze(release, frozen),
  }
}

/** What these Secrets record, each whole but for those that are known, oldest first; `parent` and keys as `assessTrust` takes them. */
export function revisionsOf(
  release: Release,
  secrets: readonly KubeObject[],
  parent: KubeObject | null = null,
  keys: HistoryKeys = noKeys,
  known: readonly StoredRevision[] = [],
  decoding: Decoding = newDecoding(),
): StoredRevision[] {
  const before = knownBy(known)
  const read = newestFirst(release, secrets).map((secret) =>
    stored(secret, before(secret) ?? readable(release, secret, decoding)),
  )
  const byNumber = assessTrust(release, read, parent, keys).sort((a, b) => a.revision.number - b.revision.number)
  return sortRevisions(byNumber)
}

/** What there is no room for had better be old. */
function newestFirst(release: Release, secrets: readonly KubeObject[]): KubeObject[] {
  return [...secrets].sort((a, b) => nameNumber(release, b) - nameNumber(release, a))
}

/** What was read before of a Secret that is the same. */
function knownBy(known: readonly StoredRevision[]): (secret: KubeObject) => Revision | undefined {
  const before = new Map(known.map((one) => [versionOf(one.secret), one.claimed ?? one.revision]))
  return (secret) => before.get(versionOf(secret))
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
    return unreadable(release, secret, error)
  }
}

function unreadable(release: Release, secret: KubeObject, error: unknown): Revision {
  if (!(error instanceof KdeployError) || error.code !== 'revision-unreadable') throw error
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
