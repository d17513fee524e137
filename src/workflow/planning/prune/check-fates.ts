import type { Cluster } from '../../../cluster/api/cluster.ts'
import { groupBy } from '../../../group-by.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import type { Need } from '../../../plan/permissions.ts'
import { deletedOf, letGoOf } from '../../../plan/prune-candidates.ts'
import type { Vanished } from '../../../plan/types.ts'
import { checkPermissions } from '../facts/check-permissions.ts'

interface Referred {
  readonly ref: ObjectRef
}

/**
 * Every missing permission to delete, or to let go, what isn't rendered any more, before the first write; `what` it is, in words.
 * @throws KdeployError `forbidden`
 */
export async function checkFates(
  cluster: Cluster,
  vanished: readonly Vanished[],
  what: string,
  concurrency: number,
): Promise<void> {
  const needs = await Promise.all([
    needsOf(cluster, 'delete', deletedOf(vanished), what),
    needsOf(cluster, 'patch', letGoOf(vanished), what),
    needsOf(
      cluster,
      'update',
      vanished.filter(({ givenBack }) => givenBack !== undefined),
      what,
    ),
  ])
  await check(cluster, needs.flat(), concurrency)
}

/**
 * Every missing permission to delete objects, before the first write; `what` they are, in words.
 * @throws KdeployError `forbidden`
 */
export async function checkMayDelete(
  cluster: Cluster,
  objects: readonly Referred[],
  what: string,
  concurrency: number,
): Promise<void> {
  await check(cluster, await needsOf(cluster, 'delete', objects, what), concurrency)
}

async function check(cluster: Cluster, needs: readonly Need[], concurrency: number): Promise<void> {
  if (needs.length > 0) await checkPermissions(cluster, needs, concurrency)
}

async function needsOf(
  cluster: Cluster,
  verb: 'delete' | 'patch' | 'update',
  objects: readonly Referred[],
  what: string,
): Promise<Need[]> {
  const groups = [...groupBy(objects, ({ ref }) => `${ref.group}/${ref.kind}/${ref.namespace ?? ''}`).values()]
  const needs = await Promise.all(
    groups.map(async (group): Promise<Need[]> => {
      const ref = group[0]?.ref
      const resource = ref === undefined ? undefined : await cluster.resourceOf(ref)
      if (ref === undefined || resource === undefined) return []
      const names = group.map(({ ref: { name } }) => name)
      const { group: api, namespace } = ref
      return [{ verb, group: api, resource: resource.plural, namespace, names, for: what, unlessThere: false }]
    }),
  )
  return needs.flat()
}
