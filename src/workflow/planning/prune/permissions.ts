import type { Cluster } from '../../../cluster/api/cluster.ts'
import { groupBy } from '../../../group-by.ts'
import type { ObjectRef } from '../../../manifest/types.ts'
import { allNeeds, type Need, type Verb } from '../../../plan/permissions/need.ts'
import { toDelete, toOrphan } from '../../../plan/prune-candidates.ts'
import type { PruneCandidate } from '../../../plan/types.ts'
import type { Run } from '../../run/run.ts'
import { checkPermissions, type RunNeeds } from '../facts/check-permissions.ts'

interface Referred {
  readonly ref: ObjectRef
}

/**
 * Every missing permission to delete, or to orphan, what isn't rendered any more, before the first write; `what` it is, in words.
 * @throws KdeployError `forbidden`
 */
export async function checkPrunePermissions(
  run: Run,
  whole: RunNeeds,
  candidates: readonly PruneCandidate[],
  what: string,
): Promise<void> {
  const { cluster } = run
  const needs = await Promise.all([
    needsOf(cluster, ['get', 'delete'], toDelete(candidates), what),
    needsOf(cluster, ['get', 'patch'], toOrphan(candidates), what),
    needsOf(
      cluster,
      ['update'],
      toOrphan(candidates).filter(({ fate }) => fate.giveBack !== undefined),
      what,
    ),
  ])
  await check(run, whole, needs.flat())
}

/**
 * Every missing permission to delete objects, or to do something else to them, before the first write; `what` they are, in words.
 * @throws KdeployError `forbidden`
 */
export async function checkDeletePermissions(
  run: Run,
  whole: RunNeeds,
  objects: readonly Referred[],
  what: string,
  verbs: readonly Verb[] = ['delete'],
): Promise<void> {
  await check(run, whole, await needsOf(run.cluster, verbs, objects, what))
}

async function check(run: Run, whole: RunNeeds, needs: readonly Need[]): Promise<void> {
  if (needs.length > 0) await checkPermissions(run, whole, needs)
}

async function needsOf(
  cluster: Cluster,
  verbs: readonly Verb[],
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
      const where = { group: api, resource: resource.plural, namespace }
      return allNeeds(where, verbs, what).map((need) => ({ ...need, names }))
    }),
  )
  return needs.flat()
}
