import type { Cluster } from '../cluster/cluster.ts'
import { KdeployError } from '../errors.ts'
import type { KubeObject } from '../manifest/types.ts'
import { decodeRevision, numberOfName } from './decode-revision.ts'
import { identityOf, objectNameOf, type Release } from './release.ts'
import { type Revision, releaseLabel, revisionType } from './revision.ts'
import type { StoredRevision } from './store.ts'
import { type Allowance, newAllowance } from './unpack.ts'

/** The highest number that a revision can have. */
const highestNumber = 999_999_999

/** The release's revisions, oldest first; one that can't be read keeps the number of its name and stands in nobody's way. */
export async function readRevisions(cluster: Cluster, release: Release): Promise<StoredRevision[]> {
  const { items } = await cluster.list(
    { group: '', kind: 'Secret' },
    {
      namespace: release.namespace,
      labelSelector: `${releaseLabel}=${objectNameOf(release)}`,
      fieldSelector: `type=${revisionType}`,
    },
  )
  return revisionsOf(release, items)
}

/** What these Secrets record, oldest first. */
export function revisionsOf(release: Release, secrets: readonly KubeObject[]): StoredRevision[] {
  const allowance = newAllowance()
  // The newest first, as what there is no room for had better be old.
  const newestFirst = [...secrets].sort((a, b) => nameNumber(release, b) - nameNumber(release, a))
  return inOrder(newestFirst.map((secret) => stored(release, secret, allowance)).reverse())
}

/** The number of the next revision: above all that could be read, and of no name that is taken. */
export function nextNumber(release: Release, history: readonly StoredRevision[]): number {
  const numbers = history.map(({ revision }) => (revision.status === 'unreadable' ? 0 : revision.number))
  const taken = new Set(history.map(({ revision }) => revision.number))
  let number = Math.max(0, ...numbers) + 1
  while (taken.has(number)) number += 1
  if (number <= highestNumber) return number
  const last = history.find(({ revision }) => revision.number === number - 1)
  throw new KdeployError({
    code: 'revision-numbers-exhausted',
    category: 'cluster',
    message: `${identityOf(release)} has a revision ${number - 1}, and there is no higher number`,
    hint: `no deploy gets that far: delete the Secret ${release.namespace}/${last?.secret.metadata.name} where kdeploy didn't write it`,
  })
}

function nameNumber(release: Release, { metadata }: KubeObject): number {
  return numberOfName(release, metadata.name) ?? 0
}

function stored(release: Release, secret: KubeObject, allowance: Allowance): StoredRevision {
  const resourceVersion = String(secret.metadata['resourceVersion'])
  return { revision: readable(release, secret, allowance), resourceVersion, trust: 'unchecked', secret }
}

function readable(release: Release, secret: KubeObject, allowance: Allowance): Revision {
  try {
    return decodeRevision(release, secret, allowance)
  } catch (error) {
    if (!(error instanceof KdeployError)) throw error
    return {
      number: nameNumber(release, secret),
      status: 'unreadable',
      createdAt: madeAt(secret),
      by: '',
      command: '',
      kdeployVersion: '',
      reason: error.message,
      manifests: [],
    }
  }
}

/**
 * By number; but an unreadable one that the cluster took before the newest readable one comes before that, whatever number it claims:
 * only one that was made after it may stand for what is there now.
 */
function inOrder(byNumber: readonly StoredRevision[]): StoredRevision[] {
  const newest = byNumber.findLast(({ revision }) => revision.status !== 'unreadable')
  if (newest === undefined) return [...byNumber]
  const at = byNumber.indexOf(newest)
  const later = byNumber.slice(at + 1)
  const isOlder = ({ secret }: StoredRevision) => madeAt(secret) < madeAt(newest.secret)
  return [...byNumber.slice(0, at), ...later.filter(isOlder), newest, ...later.filter((stored) => !isOlder(stored))]
}

/** As the API server says, RFC 3339 to the second: nobody else can set it. */
function madeAt({ metadata }: KubeObject): string {
  return String(metadata['creationTimestamp'])
}
