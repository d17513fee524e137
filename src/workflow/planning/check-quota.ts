import { ApiError } from '../../cluster/api-error.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { objectNameOf, type Release } from '../../history/release.ts'
import { fieldAt } from '../../kinds/fields.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { groupBy } from '../../plan/group-by.ts'
import { type ContainerDefaults, defaultsOf } from '../../plan/pod-requests.ts'
import { formatQuantity } from '../../plan/quantity.ts'
import { type Demand, demandOf, type Excess, excessOf } from '../../plan/quota.ts'
import type { Change, Plan } from '../../plan/types.ts'

/** Objects named in an error; more are counted. */
const mostNames = 5

/**
 * Compares what a plan newly needs, all together, with the ResourceQuotas of its namespaces: each dry-run alone passes.
 * Where quotas can't be read nothing is known to be exceeded. `firstDeploy`: the release's parent is yet to be made.
 * @throws KdeployError `quota-exceeded` for each quota and resource
 */
export async function checkQuotas(cluster: Cluster, release: Release, plan: Plan, firstDeploy: boolean): Promise<void> {
  const changes = plan.changes.filter(({ action, ref }) => action !== 'unchanged' && ref.namespace !== undefined)
  const byNamespace = groupBy(changes, ({ ref }) => ref.namespace)
  const problems = await Promise.all(
    [...new Set([...byNamespace.keys(), release.namespace])].map(async (namespace = '') => {
      const quotas = await readPlanned(cluster, 'ResourceQuota', namespace, plan)
      if (quotas.length === 0) return []
      const limits = quotas.some(countsCompute) ? await readPlanned(cluster, 'LimitRange', namespace, plan) : []
      const demands = await demandsOf(cluster, byNamespace.get(namespace) ?? [], defaultsOf(limits))
      const own = namespace === release.namespace ? ownDemands(release, firstDeploy) : []
      return excessOf(quotas, [...demands, ...own]).map((excess) => exceeded(excess, namespace, plan))
    }),
  )
  throwCollected(problems.flat(), (count) => `${count} quotas would be exceeded`)
}

async function demandsOf(
  cluster: Cluster,
  changes: readonly Change[],
  defaults: ContainerDefaults,
): Promise<readonly Demand[]> {
  const demands = await Promise.all(
    changes.map(async ({ ref, live, merged }) => {
      const resource = await cluster.resourceOf(ref)
      return resource === undefined ? [] : [demandOf(ref, resource.plural, live, merged, defaults)]
    }),
  )
  return demands.flat()
}

/** Whether a LimitRange's defaults matter to it. */
function countsCompute(quota: KubeObject): boolean {
  return Object.keys((fieldAt(quota, 'spec', 'hard') ?? {}) as object).some((name) =>
    /^(?:requests|limits)\.|^(?:cpu|memory|ephemeral-storage)$/.test(name),
  )
}

/** What kdeploy itself adds: a revision, the lock, and the first time the parent. */
function ownDemands({ namespace, ...release }: Release, firstDeploy: boolean): Demand[] {
  const name = objectNameOf({ namespace, ...release })
  const own = (group: string, kind: string, plural: string): Demand => {
    const ref: ObjectRef = { group, version: 'v1', kind, namespace, name }
    const object: KubeObject = { apiVersion: group === '' ? 'v1' : `${group}/v1`, kind, metadata: { name, namespace } }
    return demandOf(ref, plural, null, object)
  }
  const secret = own('', 'Secret', 'secrets')
  return [secret, ...(firstDeploy ? [secret] : []), own('coordination.k8s.io', 'Lease', 'leases')]
}

/** The objects of a core kind in a namespace, as this same plan changes them; none where they can't be read. */
async function readPlanned(
  cluster: Cluster,
  kind: 'ResourceQuota' | 'LimitRange',
  namespace: string,
  plan: Plan,
): Promise<readonly KubeObject[]> {
  const planned = new Map(
    plan.changes.filter(({ ref }) => ref.kind === kind).map(({ ref, merged }) => [keyOf(ref), merged]),
  )
  try {
    const { items } = await cluster.list({ group: '', version: 'v1', kind }, { namespace })
    return items.map((item) => ({ ...item, spec: planned.get(keyOf(refOf(item)))?.['spec'] ?? item['spec'] ?? null }))
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return []
    throw error
  }
}

function exceeded({ quota, resource, used, needed, hard, by }: Excess, namespace: string, plan: Plan): KdeployError {
  const amount = (value: number) => formatQuantity(value, resource)
  const keys = new Set(by.map(keyOf))
  const places = plan.changes.filter(({ ref }) => keys.has(keyOf(ref))).map(({ manifest }) => manifest.placeOf([]))
  const names = by.slice(0, mostNames).map(describeRef)
  const more = by.length > mostNames ? ` and ${by.length - mostNames} more` : ''
  return new KdeployError({
    code: 'quota-exceeded',
    category: 'cluster',
    message: `the quota ${quota} of ${namespace} would be exceeded: ${resource}: used ${amount(used)}, needed ${amount(needed)} more, hard ${amount(hard)}`,
    place: places[0],
    detail: `needed by ${names.join(', ')}${more}`,
    hint: 'ask for less, free some of it, or have the quota raised',
  })
}
