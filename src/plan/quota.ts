import { fieldAt, listAt, textAt } from '../kinds/fields.ts'
import type { JsonObject, KubeObject, ObjectRef } from '../manifest/types.ts'
import { type Amounts, type ContainerDefaults, noDefaults, podAmounts } from './pod-requests.ts'
import { parseQuantity } from './quantity.ts'

/** What one object adds to the quotas of its namespace; negative where it gives back. */
export interface Demand {
  readonly ref: ObjectRef
  readonly amounts: Amounts
}

/** A quota that a plan would exceed. */
export interface Excess {
  readonly quota: string
  /** As the quota names it: `count/configmaps`, `requests.cpu`. */
  readonly resource: string
  readonly used: number
  readonly needed: number
  readonly hard: number
  /** The objects that need it. */
  readonly by: readonly ObjectRef[]
}

/** What writing an object newly needs: itself, where it isn't there yet, and the pods that it keeps beyond those of `live`. */
export function demandOf(
  ref: ObjectRef,
  plural: string,
  live: KubeObject | null,
  next: KubeObject,
  defaults: ContainerDefaults = noDefaults,
): Demand {
  const before = live === null ? new Map<string, number>() : amountsOf(ref, plural, live, defaults)
  const after = amountsOf(ref, plural, next, defaults)
  const names = new Set([...before.keys(), ...after.keys()])
  return {
    ref,
    amounts: new Map([...names].map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)])),
  }
}

/** One object as the quotas count it (kubernetes.io, "Resource Quotas": object count, compute and storage quota). */
function amountsOf(
  ref: ObjectRef,
  plural: string,
  object: KubeObject,
  defaults: ContainerDefaults,
): Map<string, number> {
  const amounts = new Map(podAmounts(object, defaults))
  if (ref.group === '' && ref.kind === 'Pod') return amounts
  amounts.set(`count/${plural}${ref.group === '' ? '' : `.${ref.group}`}`, 1)
  if (ref.group !== '') return amounts
  if (legacyCounts.has(plural)) amounts.set(plural, 1)
  if (ref.kind === 'Service') countService(object, amounts)
  if (ref.kind === 'PersistentVolumeClaim') {
    const storage = parseQuantity(fieldAt(object, 'spec', 'resources', 'requests', 'storage'))
    if (storage !== undefined) amounts.set('requests.storage', storage)
    const storageClass = textAt(object, 'spec', 'storageClassName')
    if (storageClass !== '') {
      amounts.set(`${storageClass}.storageclass.storage.k8s.io/persistentvolumeclaims`, 1)
      if (storage !== undefined) amounts.set(`${storageClass}.storageclass.storage.k8s.io/requests.storage`, storage)
    }
  }
  return amounts
}

/** Core resources that a quota may name without `count/`. */
const legacyCounts = new Set([
  'configmaps',
  'persistentvolumeclaims',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
])

function countService(service: KubeObject, amounts: Map<string, number>): void {
  const type = textAt(service, 'spec', 'type')
  const ports = listAt(service, 'spec', 'ports').length
  const withoutNodePorts = fieldAt(service, 'spec', 'allocateLoadBalancerNodePorts') === false
  if (type === 'LoadBalancer') amounts.set('services.loadbalancers', 1)
  if (type === 'NodePort' || (type === 'LoadBalancer' && !withoutNodePorts)) amounts.set('services.nodeports', ports)
}

/**
 * The quotas of one namespace that these demands would exceed together. A quota with scopes is left out: which pods
 * it counts isn't told by the objects alone.
 */
export function excessOf(quotas: readonly KubeObject[], demands: readonly Demand[]): Excess[] {
  return quotas.flatMap((quota) => {
    if (listOfScopes(quota) > 0 || fieldAt(quota, 'spec', 'scopeSelector') !== undefined) return []
    const hard = (fieldAt(quota, 'spec', 'hard') ?? {}) as JsonObject
    return Object.entries(hard).flatMap(([resource, limit]) => {
      const most = parseQuantity(limit)
      const used = parseQuantity(fieldAt(quota, 'status', 'used', resource)) ?? 0
      const needed = demands.reduce((sum, { amounts }) => sum + (amounts.get(resource) ?? 0), 0)
      // A millionth of tolerance: the sums of fractions aren't exact.
      if (most === undefined || needed <= 0 || used + needed <= most * (1 + 1e-6)) return []
      const by = demands.filter(({ amounts }) => (amounts.get(resource) ?? 0) > 0).map(({ ref }) => ref)
      return [{ quota: quota.metadata.name, resource, used, needed, hard: most, by }]
    })
  })
}

function listOfScopes(quota: KubeObject): number {
  const scopes = fieldAt(quota, 'spec', 'scopes')
  return Array.isArray(scopes) ? scopes.length : 0
}
