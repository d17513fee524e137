import type { Cluster } from '../../cluster/api/cluster.ts'
import { ApiError } from '../../cluster/errors/api-error.ts'
import { joinNames } from '../../counts.ts'
import { KdeployError, throwCollected } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { objectNameOf, type Release } from '../../history/records/release.ts'
import { fieldAt } from '../../manifest/fields.ts'
import { describeRef, keyOf, refOf } from '../../manifest/identity.ts'
import { formatQuantity } from '../../manifest/quantity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import type { Masker } from '../../masking/masking.ts'
import { hasSensitiveAmount } from '../../plan/masking/mask-assessment.ts'
import { type ContainerDefaults, defaultsOf } from '../../plan/quota/pod-requests.ts'
import { type PossiblePods, possiblePods } from '../../plan/quota/possible-pods.ts'
import { type Demand, demandOf, type Excess, excessOf, shortageOf } from '../../plan/quota/quota.ts'
import { countsOnlyPods } from '../../plan/quota/quota-scopes.ts'
import type { Change, Plan } from '../../plan/types.ts'
import type { Event } from '../run/events.ts'
import type { Run } from '../run/run.ts'

/** Objects named in an error; more are counted. */
const mostNames = 5

/**
 * Compares what a plan newly needs, all together, with the ResourceQuotas of its namespaces: each dry-run alone passes.
 * What may be needed besides and doesn't fit in is a warning. Where quotas can't be read nothing is known to be exceeded.
 * `firstDeploy`: the release's parent is yet to be made.
 * @throws KdeployError `quota-exceeded` for each quota and resource
 */
export async function checkQuotas(run: Run, release: Release, plan: Plan, firstDeploy: boolean): Promise<void> {
  const { cluster, world, emit } = run
  const changes = plan.changes.filter(({ action, ref }) => action !== 'unchanged' && ref.namespace !== undefined)
  const byNamespace = groupBy(changes, ({ ref }) => ref.namespace)
  let reading: Promise<readonly KubeObject[] | undefined> | undefined
  const nodes = () => {
    reading ??= listIfAllowed(cluster, 'Node')
    return reading
  }
  const outcomes = await Promise.all(
    [...new Set([...byNamespace.keys(), release.namespace])].map(async (namespace = '') => {
      const quotas = await readPlanned(cluster, 'ResourceQuota', namespace, plan)
      if (quotas.length === 0) return { problems: [], warnings: [] }
      const limits = quotas.some(countsCompute) ? await readPlanned(cluster, 'LimitRange', namespace, plan) : []
      const defaults = defaultsOf(limits)
      const here = byNamespace.get(namespace) ?? []
      const own = namespace === release.namespace ? ownDemands(release, firstDeploy) : []
      const demands = [...(await demandsOf(cluster, here, defaults)), ...own]
      const problems = excessOf(quotas, demands).map((excess) =>
        quotaExceeded(excess, namespace, plan, world.masking.mask),
      )
      const isNewDaemonSet = ({ ref, live }: Change) => ref.kind === 'DaemonSet' && live === null
      const known = here.some(isNewDaemonSet) ? await nodes() : undefined
      const possible = here.flatMap((change) => possiblePods(change, defaults, known))
      const warnings = possible.flatMap((one) => {
        const short = shortageOf(quotas, demands, one)
        return short === undefined ? [] : [quotaWarning(one, short, namespace, plan, world.masking.mask)]
      })
      return { problems, warnings }
    }),
  )
  const problems = outcomes.flatMap((outcome) => outcome.problems)
  if (problems.length === 0) for (const { warnings } of outcomes) for (const warning of warnings) emit(warning)
  throwCollected(problems, (count) => `${count} quotas would be exceeded`)
}

async function demandsOf(
  cluster: Cluster,
  changes: readonly Change[],
  defaults: ContainerDefaults,
): Promise<readonly Demand[]> {
  const demands = await Promise.all(
    changes.map(async ({ ref, live, terminating = null, merged }) => {
      const resource = await cluster.resourceOf(ref)
      return resource === undefined ? [] : [demandOf(ref, resource.plural, live ?? terminating, merged, defaults)]
    }),
  )
  return demands.flat()
}

/** Whether a LimitRange's defaults matter to it: to what it counts, or to which pods. */
function countsCompute(quota: KubeObject): boolean {
  if (countsOnlyPods(quota)) return true
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
  const items = (await listIfAllowed(cluster, kind, namespace)) ?? []
  return items.map((item) => ({ ...item, spec: planned.get(keyOf(refOf(item)))?.['spec'] ?? item['spec'] ?? null }))
}

async function listIfAllowed(
  cluster: Cluster,
  kind: 'ResourceQuota' | 'LimitRange' | 'Node',
  namespace?: string,
): Promise<readonly KubeObject[] | undefined> {
  try {
    return (await cluster.list({ group: '', version: 'v1', kind }, { namespace })).items
  } catch (error) {
    if (error instanceof ApiError && (error.status === 403 || error.status === 404)) return undefined
    throw error
  }
}

const describePossiblePods: Readonly<Record<PossiblePods['why'], (name: string) => string>> = {
  nodes: (name) => `for the pods of ${name}, one on each node`,
  run: (name) => `for the pods of one run of ${name}`,
  surge: (name) => `for the extra pod of a rollout of ${name}, so the rollout stops an old pod first`,
  stall: (name) => `for the extra pod of a rollout of ${name}; maxUnavailable is 0, so the rollout waits for room`,
}

/**
 * Formats a quota amount, masked if a sensitive amount contributes: of the objects, the quota, or anything that sets
 * the pods' requests or number.
 */
function amountsIn(
  { resource, by }: Pick<Excess, 'resource' | 'by'>,
  plan: Plan,
  mask: Masker,
): (value: number) => string {
  const needing = new Set(by.map(keyOf))
  const counts = plan.changes.filter(({ ref }) => needing.has(keyOf(ref)) || kindsThatShapeDemand.has(ref.kind))
  const isHidden = counts.some(({ manifest }) => hasSensitiveAmount(manifest))
  return (value) => (isHidden ? mask(formatQuantity(value, resource)) : formatQuantity(value, resource))
}

const kindsThatShapeDemand = new Set(['ResourceQuota', 'LimitRange', 'HorizontalPodAutoscaler'])

/** A quota warning: pods that may not fit; not an error, since their number and time are uncertain. */
function quotaWarning({ ref, why }: PossiblePods, short: Excess, namespace: string, plan: Plan, mask: Masker): Event {
  const amount = amountsIn(short, plan, mask)
  const place = plan.changes.find((change) => keyOf(change.ref) === keyOf(ref))?.manifest.placeOf([])
  const { quota, resource, used, needed, hard } = short
  const numbers = `${resource}: used ${amount(used)} with this deploy, requested ${amount(needed)}, limited to ${amount(hard)}`
  return {
    type: 'warning',
    message: `the quota ${quota} of ${namespace} has no room ${describePossiblePods[why](describeRef(ref))}: ${numbers}`,
    place,
  }
}

function quotaExceeded(
  { quota, resource, used, needed, hard, by }: Excess,
  namespace: string,
  plan: Plan,
  mask: Masker,
): KdeployError {
  const amount = amountsIn({ resource, by }, plan, mask)
  const keys = new Set(by.map(keyOf))
  const places = plan.changes.filter(({ ref }) => keys.has(keyOf(ref))).map(({ manifest }) => manifest.placeOf([]))
  return new KdeployError({
    code: 'quota-exceeded',
    category: 'cluster',
    message: `the quota ${quota} of ${namespace} would be exceeded: ${resource}: used ${amount(used)}, requested ${amount(needed)}, limited to ${amount(hard)}`,
    place: places[0],
    detail: `requested by ${joinNames(by.map(describeRef), mostNames)}`,
    hint: 'request less, free some of it, or ask for a higher quota',
  })
}
