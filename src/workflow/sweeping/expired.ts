import type { Cluster } from '../../cluster/api/cluster.ts'
import { isForbidden } from '../../cluster/errors/forbidden.ts'
import { describeMoment } from '../../duration.ts'
import { KdeployError } from '../../errors.ts'
import { expiryOf, isExpired } from '../../history/records/expiry.ts'
import { identityOf, objectNameOf, parseIdentity, type Release } from '../../history/records/release.ts'
import { identityAnnotation } from '../../history/records/revision.ts'
import { isDistrust } from '../../history/signing/sign.ts'
import { readIndex } from '../../history/signing/sign-parent.ts'
import { parentType } from '../../history/write-parent.ts'
import { annotationOf } from '../../manifest/annotations.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { listRevisionHeads } from '../planning/facts/revision-heads.ts'
import { historyKeys, type World } from '../run/world.ts'

/** A release that has expired. */
export interface Expired {
  readonly release: Release
  /** When, RFC 3339. */
  readonly at: string
  /** Of its parent: which cluster it is on. */
  readonly uid: string
}

/** The releases of a project in a namespace, or in all, that have expired by the API server's clock. `warn`: of what can't be known. */
export async function expiredIn(
  cluster: Cluster,
  namespace: string | undefined,
  project: string,
  warn: (message: string) => void,
): Promise<Expired[]> {
  const parents = await parentsIn(cluster, namespace, warn)
  return parents.flatMap((parent) => {
    const release = releaseOfParent(parent)
    const expiry = release?.name === project ? expiryOf(parent) : undefined
    if (release === undefined || expiry === undefined) return []
    if ('unreadable' in expiry)
      warn(`${identityOf(release)} is left: ${expiry.unreadable} (annotation of its Secret ${parent.metadata.name})`)
    return 'at' in expiry && isExpired(expiry, cluster.serverClock())
      ? [{ release, at: expiry.at, uid: String(parent.metadata['uid']) }]
      : []
  })
}

async function parentsIn(
  cluster: Cluster,
  namespace: string | undefined,
  warn: (message: string) => void,
): Promise<readonly KubeObject[]> {
  const forbidden = (name: string) => warn(`namespace ${name} is not looked through: its Secrets may not be listed`)
  try {
    const { items, unlistable } = await listRevisionHeads(cluster, namespace, parentType)
    unlistable.forEach(forbidden)
    return items
  } catch (error) {
    if (!isForbidden(error) || namespace === undefined) throw error
    forbidden(namespace)
    return []
  }
}

function releaseOfParent(parent: KubeObject): Release | undefined {
  const release = parseIdentity(String(annotationOf(parent, identityAnnotation) ?? ''))
  const isItsOwn = release !== undefined && release.namespace === parent.metadata['namespace']
  return isItsOwn && parent.metadata.name === objectNameOf(release) ? release : undefined
}

/** @throws KdeployError `not-expired`; with a key `parent-untrusted`, where somebody else may have written when it expires */
export function refuseUnexpired(cluster: Cluster, release: Release, parent: KubeObject | null, world: World): void {
  if (parent === null) return
  const now = cluster.serverClock()
  const expiry = expiryOf(parent)
  if (!isExpired(expiry, now)) {
    const message = `${identityOf(release)} ${whyNot(expiry, now)}`
    throw new KdeployError({ code: 'not-expired', category: 'conflict', message })
  }
  const keys = historyKeys(world)
  const index = keys.length === 0 ? undefined : readIndex(release, parent, keys)
  if (!isDistrust(index)) return
  throw new KdeployError({
    code: 'parent-untrusted',
    category: 'conflict',
    message: `when ${identityOf(release)} expires is not trusted: ${index.untrusted}`,
    hint: 'check who may write Secrets there, then delete the release (kdeploy delete), or apply it, which rewrites that',
  })
}

function whyNot(expiry: ReturnType<typeof expiryOf>, now: number): string {
  if (expiry === undefined) return 'does not expire any more'
  return 'at' in expiry ? `expires at ${describeMoment(Date.parse(expiry.at), now)}` : `is left: ${expiry.unreadable}`
}
