import { asMap } from '../../json-map.ts'
import { fieldAt, listAt, textAt } from '../../manifest/fields.ts'
import { parseQuantity } from '../../manifest/quantity.ts'
import type { KubeObject, ObjectRef } from '../../manifest/types.ts'
import { type Amounts, type ContainerDefaults, noDefaults, type Pods, podsOf } from './pod-requests.ts'
import { countsOnlyPods, coversPods } from './quota-scopes.ts'

/** What one object adds to the quotas of its namespace; negative where it gives back. */
export interface Demand {
  readonly ref: ObjectRef
  /** Of the object itself. */
  readonly amounts: Amounts
  /** Its pods; a negative count is given back. */
  readonly pods: readonly Pods[]
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
  const before = live === null ? new Map<string, number>() : amountsOf(ref, plural, live)
  const after = amountsOf(ref, plural, next)
  const names = new Set([...before.keys(), ...after.keys()])
  const had = live === null ? [] : [podsOf(live, defaults)].map((pods) => ({ ...pods, count: -pods.count }))
  return {
    ref,
    amounts: new Map([...names].map((name) => [name, (after.get(name) ?? 0) - (before.get(name) ?? 0)])),
    pods: [...had, podsOf(next, defaults)],
  }
}

/** One object without its pods as the quotas count it (kubernetes.io, "Resource Quotas": object count, storage quota). */
function amountsOf(ref: ObjectRef, plural: string, object: KubeObject): Map<string, number> {
  const amounts = new Map<string, number>()
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

/** The quotas of one namespace that these demands would exceed together. */
export function excessOf(quotas: readonly KubeObject[], demands: readonly Demand[]): Excess[] {
  return quotas.flatMap((quota) =>
    limitsOf(quota).flatMap(({ resource, used, hard }) => {
      const needs = demands.map((demand) => ({ ref: demand.ref, amount: needOf(demand, quota, resource) }))
      const needed = needs.reduce((sum, { amount }) => sum + amount, 0)
      if (needed <= 0 || fits(used + needed, hard)) return []
      const by = needs.filter(({ amount }) => amount > 0).map(({ ref }) => ref)
      return [{ quota: quota.metadata.name, resource, used, needed, hard, by }]
    }),
  )
}

/**
 * The first quota that would have no room for these pods besides what the demands need. `used` is the quota's own
 * with all demands, `needed` is of the pods alone; undefined where they fit.
 */
export function shortageOf(
  quotas: readonly KubeObject[],
  demands: readonly Demand[],
  { ref, pods }: Pick<Demand, 'ref' | 'pods'>,
): Excess | undefined {
  const extra = { ref, amounts: new Map<string, number>(), pods }
  return quotas
    .flatMap((quota) =>
      limitsOf(quota).flatMap(({ resource, used, hard }) => {
        const needed = needOf(extra, quota, resource)
        const taken = used + demands.reduce((sum, demand) => sum + needOf(demand, quota, resource), 0)
        if (needed <= 0 || fits(taken + needed, hard)) return []
        return [{ quota: quota.metadata.name, resource, used: taken, needed, hard, by: [ref] }]
      }),
    )
    .at(0)
}

function limitsOf(quota: KubeObject): { resource: string; used: number; hard: number }[] {
  return Object.entries(asMap(fieldAt(quota, 'spec', 'hard'))).flatMap(([resource, limit]) => {
    const hard = parseQuantity(limit)
    const used = parseQuantity(fieldAt(quota, 'status', 'used', resource)) ?? 0
    return hard === undefined ? [] : [{ resource, used, hard }]
  })
}

function needOf({ amounts, pods }: Omit<Demand, 'ref'>, quota: KubeObject, resource: string): number {
  const ofThose = (covered: boolean | undefined) =>
    pods
      .filter((some) => coversPods(quota, some) === covered)
      .reduce((sum, { count, each }) => sum + count * (each.get(resource) ?? 0), 0)
  // What may not be counted at all may give back, but surely needs nothing.
  const ofPods = ofThose(true) + Math.min(0, ofThose(undefined))
  return ofPods + (countsOnlyPods(quota) ? 0 : (amounts.get(resource) ?? 0))
}

/** A millionth of tolerance: the sums of fractions aren't exact. */
function fits(total: number, hard: number): boolean {
  return total <= hard * (1 + 1e-6)
}
