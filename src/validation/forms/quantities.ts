import { parseQuantity } from '../../manifest/quantity.ts'
import type { Field } from './field.ts'
import { misses, qualifiedName } from './texts.ts'

/** A field's quantity as a number; null is 0, undefined what isn't a quantity (the schema refuses it) or isn't there. */
export function quantityOf({ value }: Field): number | undefined {
  return value === null ? 0 : parseQuantity(value)
}

/** Whether one quantity is more than another: they are doubles, which differ in their last digits. */
export function isMore(one: number, other: number): boolean {
  return one - other > Math.abs(other) * 1e-12
}

export function checkQuantityNotNegative(field: Field): void {
  if ((quantityOf(field) ?? 0) < 0) field.refuse('must not be negative')
}

export function checkQuantityPositive(field: Field): void {
  if ((quantityOf(field) ?? 1) <= 0) field.refuse('must be more than 0')
}

const counted = new Set([
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
])

/** What a pod may use of a node. */
const computed = new Set(['cpu', 'memory', 'ephemeral-storage'])

export function isHugePages(resource: string): boolean {
  return resource.startsWith('hugepages-')
}

/** Kubernetes' own, such as `cpu`. */
function isNative(resource: string): boolean {
  return !resource.includes('/') || resource.includes('kubernetes.io/')
}

/** A device of a vendor, such as `nvidia.com/gpu`: whole ones only, and a request equals its limit. */
function isExtended(resource: string): boolean {
  return !isNative(resource) && !resource.startsWith('requests.')
}

export function isOvercommitAllowed(resource: string): boolean {
  return isNative(resource) && !isHugePages(resource)
}

/** The amount of a resource. */
export function checkAmount(field: Field): void {
  checkQuantityNotNegative(field)
  const resource = String(field.step)
  const amount = quantityOf(field)
  if (amount === undefined || !(counted.has(resource) || isExtended(resource))) return
  if (!Number.isInteger(amount)) field.refuse('must be a whole number')
}

/** What a container may request: the key of a field. */
export function checkContainerResource(field: Field): void {
  const problem = containerResourceProblem(String(field.step))
  if (problem !== undefined) field.refuse(problem)
}

/** Why a container can't request a resource, to complete a sentence; undefined where it can. */
export function containerResourceProblem(resource: string): string | undefined {
  const isKnown = computed.has(resource) || isHugePages(resource) || resource.includes('/')
  const wanted = misses(resource, qualifiedName)
  if (wanted !== undefined) return `has a name that ${wanted}`
  if (!isKnown)
    return 'is not a resource of containers: those are cpu, memory, ephemeral-storage, hugepages-SIZE and example.com/NAME'
  const isQuota = resource.includes('/') && !isNative(resource) && !isExtended(resource)
  return isQuota ? 'must not begin with requests.' : undefined
}
