import type { Cluster } from '../../cluster/api/cluster.ts'
import { unlessForbidden } from '../../cluster/errors/forbidden.ts'
import { applySetIdOf, type Release } from '../../history/records/release.ts'
import { noChildren } from '../../kinds/rules/children.ts'
import { judge } from '../../kinds/rules/judge.ts'
import { labelsOf } from '../../manifest/annotations.ts'
import { refOf } from '../../manifest/identity.ts'
import { partOfLabel } from '../../manifest/membership.ts'
import type { KubeObject } from '../../manifest/types.ts'
import type { ListedRelease } from '../run/results.ts'
import { kindOfTarget } from '../waiting/targets.ts'

/** The kinds that say by themselves whether their pods are ready. */
const kinds = ['Deployment', 'StatefulSet', 'DaemonSet'].map((kind) => ({ group: 'apps', version: 'v1', kind }))

/** How the workloads of releases are. */
interface ReleaseWorkloads {
  of(release: Release): ListedRelease['workloads']
}

/**
 * Lists the workloads that carry a release's label: those of a namespace, or of the cluster, and where that is forbidden of each of
 * `namespaces`.
 */
export async function readWorkloads(
  cluster: Cluster,
  namespace: string | undefined,
  namespaces: readonly string[],
): Promise<ReleaseWorkloads> {
  const listIn = async (where: string | undefined) => {
    const lists = kinds.map((type) => cluster.list(type, { namespace: where, labelSelector: partOfLabel }))
    return unlessForbidden(
      Promise.all(lists).then((all) => all.flatMap(({ items }) => items)),
      undefined,
    )
  }
  const all = namespaces.length === 0 ? [] : await listIn(namespace)
  const isApart = all === undefined && namespace === undefined
  const apart = new Map(
    await Promise.all((isApart ? namespaces : []).map(async (where) => [where, await listIn(where)] as const)),
  )
  return {
    of(release) {
      const workloads = isApart ? apart.get(release.namespace) : all
      const own = workloads?.filter((object) => labelsOf(object)[partOfLabel] === applySetIdOf(release))
      return own && { ready: own.filter((object) => isReady(cluster, object)).length, total: own.length }
    },
  }
}

/** By what it says itself: of its pods nothing was read. */
function isReady(cluster: Cluster, object: KubeObject): boolean {
  return judge(kindOfTarget({ ref: refOf(object) }), object, noChildren, cluster.serverClock()).state === 'ready'
}
