import pLimit from 'p-limit'
import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { KdeployError } from '../../errors.ts'
import { decodeFacts } from '../../history/records/decode-revision.ts'
import { objectNameOf, parseIdentity, type Release } from '../../history/records/release.ts'
import { identityAnnotation, releaseLabel, revisionLabel } from '../../history/records/revision.ts'
import { annotationOf, labelsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { listRevisionHeads } from '../planning/facts/revision-heads.ts'
import { startOf, withConnection } from '../run/connect.ts'
import type { Emit } from '../run/events.ts'
import { defaultConcurrency, type ProfileInput } from '../run/input.ts'
import type { ListedRelease, ReleaseList } from '../run/results.ts'
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
    const { items, unlistable } = await listRevisionHeads(cluster, namespace)
    const heads = newestOf(items)
    const workloads = await readWorkloads(cluster, namespace, [
      ...new Set(heads.map(({ release }) => release.namespace)),
    ])
    const limit = pLimit(defaultConcurrency)
    const releases = await Promise.all(
      heads.map((head) =>
        limit(async () => ({ ...(await readHead(cluster, head)), workloads: workloads.of(head.release) })),
      ),
    )
    return { kubeContext, server, namespace, releases, unlistable }
  })
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
