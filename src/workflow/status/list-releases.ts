import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { KdeployError } from '../../errors.ts'
import { decodeFacts } from '../../history/records/decode-revision.ts'
import { type Expiry, expiryOf } from '../../history/records/expiry.ts'
import { decodeFreeze, freezeNameOf, freezeType, isInForce } from '../../history/records/freeze.ts'
import { identityOf, objectNameOf, parseIdentity, type Release } from '../../history/records/release.ts'
import { identityAnnotation, releaseLabel, revisionLabel } from '../../history/records/revision.ts'
import { parentType } from '../../history/write-parent.ts'
import { annotationOf, labelsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { listRevisionHeads } from '../planning/facts/revision-heads.ts'
import { startOf, withConnection } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import { defaultConcurrency, type ProfileInput } from '../run/input.ts'
import type { FrozenRelease, ListedRelease, ReleaseList } from '../run/results.ts'
import type { World } from '../run/world.ts'
import { readLockIfAllowed } from './read-lock.ts'
import { readWorkloads } from './release-workloads.ts'

const secrets = { group: '', kind: 'Secret' } as const

/** The newest revision that a release has, by its Secret's metadata. */
interface Head {
  readonly release: Release
  readonly number: number
  readonly secret: KubeObject
}

/**
 * Every release of a namespace (the kube context's, where none is given), or of the cluster, with its newest revision and how its workloads
 * are. Needs no project. Of what records nothing is verified. Namespaces that may not be read are named.
 * @throws KdeployError `forbidden` where nothing may be listed
 */
export function listReleases(
  { target, namespace: given }: Pick<ProfileInput, 'target' | 'namespace'>,
  allNamespaces: boolean,
  world: World,
  emit: Emit,
): Promise<ReleaseList> {
  return withConnection(target, world, async (connect) => {
    const cluster = await connect()
    const { kubeContext, server } = cluster
    const namespace = allNamespaces ? undefined : (given ?? cluster.defaultNamespace)
    if (namespace !== undefined) emit(startOf(cluster, namespace))
    const [{ items, unlistable }, freezes, parents] = await Promise.all([
      listRevisionHeads(cluster, namespace),
      listRevisionHeads(cluster, namespace, freezeType),
      listRevisionHeads(cluster, namespace, parentType),
    ])
    const frozen = frozenAmong(freezes.items, cluster.serverClock())
    const expiries = expiriesIn(parents.items)
    const heads = newestOf(items)
    const workloads = await readWorkloads(cluster, namespace, [
      ...new Set(heads.map(({ release }) => release.namespace)),
    ])
    const limit = pLimit(defaultConcurrency)
    const releases = await Promise.all(
      heads.map((head) =>
        limit(async () => ({
          ...(await readHead(cluster, head)),
          workloads: workloads.of(head.release),
          freeze: frozen.get(identityOf(head.release))?.freeze,
          expiry: expiries.get(identityOf(head.release)),
        })),
      ),
    )
    for (const { release } of heads) frozen.delete(identityOf(release))
    return { kubeContext, server, namespace, releases, frozen: [...frozen.values()], unlistable }
  })
}

/** By identity, in the order of the identities. */
function frozenAmong(secrets: readonly KubeObject[], now: number): Map<string, FrozenRelease> {
  const found = secrets.flatMap((secret): FrozenRelease[] => {
    const release = releaseNamedBy(secret)
    if (release === undefined || secret.metadata.name !== freezeNameOf(release)) return []
    // A list of metadata alone leaves the type out, by which it was chosen.
    const stored = decodeFreeze(release, { ...secret, type: freezeType })
    return isInForce(stored, now) ? [{ release, freeze: stored.freeze }] : []
  })
  const named = found.map((one) => [identityOf(one.release), one] as const)
  return new Map(named.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function expiriesIn(parents: readonly KubeObject[]): Map<string, Expiry | undefined> {
  return new Map(
    parents.flatMap((parent) => {
      const release = releaseNamedBy(parent)
      return release === undefined ? [] : [[identityOf(release), expiryOf(parent)] as const]
    }),
  )
}

/** The release that a Secret of kdeploy's says it is of, where that is recorded in the Secret's namespace. */
function releaseNamedBy(secret: KubeObject): Release | undefined {
  const release = parseIdentity(String(annotationOf(secret, identityAnnotation) ?? ''))
  return release?.namespace === refOf(secret).namespace ? release : undefined
}

/** What only has the labels of a revision is left out. */
function newestOf(items: readonly KubeObject[]): Head[] {
  const newest = new Map<string, Head>()
  for (const secret of items) {
    const labels = labelsOf(secret)
    const release = parseIdentity(String(annotationOf(secret, identityAnnotation) ?? ''))
    const number = Number(labels[revisionLabel])
    if (release === undefined || !Number.isSafeInteger(number)) continue
    const name = objectNameOf(release)
    if (labels[releaseLabel] !== name || release.namespace !== refOf(secret).namespace) continue
    const known = newest.get(`${release.namespace}/${name}`)
    if (known === undefined || known.number < number)
      newest.set(`${release.namespace}/${name}`, { release, number, secret })
  }
  const keyOf = ({ release }: Head) => `${release.namespace}/${release.name}/${release.profile}`
  return [...newest.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}

async function readHead(
  cluster: Cluster,
  { release, number, secret: { metadata } }: Head,
): Promise<Omit<ListedRelease, 'workloads'>> {
  const ref = { ...secrets, version: 'v1', namespace: release.namespace, name: metadata.name }
  const known = { release, revision: number, createdAt: String(metadata['creationTimestamp']), by: undefined }
  const secret = await unlessForbidden(cluster.get(ref), null)
  if (secret === null) return { ...known, status: 'unknown', isKilled: false, reason: undefined }
  try {
    const { status, createdAt, by, reason } = decodeFacts(release, secret)
    const lock = status === 'pending' ? await readLockIfAllowed(cluster, release) : undefined
    const isKilled = status === 'pending' && lock !== undefined && lock?.isAlive !== true
    return { release, revision: number, status, createdAt, by, reason, isKilled }
  } catch (error) {
    if (!(error instanceof KdeployError) || error.code !== 'revision-unreadable') throw error
    return { ...known, status: 'unreadable', isKilled: false, reason: error.message }
  }
}
