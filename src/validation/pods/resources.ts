import type { Field } from '../forms/field.ts'
import {
  checkAmount,
  checkContainerResource,
  isHugePages,
  isMore,
  isOvercommitAllowed,
  quantityOf,
} from '../forms/quantities.ts'

/** The requests and limits of a container (ValidateResourceRequirements). */
export function checkResources(resources: Field, spec: Field): void {
  const limits = resources.at('limits')
  const requests = resources.at('requests')
  for (const amount of [...limits.entries, ...requests.entries]) {
    checkContainerResource(amount)
    checkAmount(amount)
  }
  for (const request of requests.entries) checkAgainstLimit(request, limits)
  const names = [...limits.entries, ...requests.entries].map(({ step }) => String(step))
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory'))
    resources.refuse('must have cpu or memory beside huge pages')
  const claims = new Set(spec.at('resourceClaims').items.map((claim) => claim.at('name').text))
  for (const claim of resources.at('claims').items) {
    const name = claim.at('name')
    if (name.text !== undefined && !claims.has(name.text)) name.refuse("is not one of the pod's resourceClaims")
  }
}

function checkAgainstLimit(request: Field, limits: Field): void {
  const resource = String(request.step)
  const limit = limits.at(resource)
  const wanted = quantityOf(request)
  const most = quantityOf(limit)
  if (limit.value === undefined) {
    if (!isOvercommitAllowed(resource)) limit.refuse(`is missing: a request of ${resource} needs the same limit`)
  } else if (wanted !== undefined && most !== undefined) {
    if (isMore(wanted, most)) request.refuse(`must be at most the limit, ${String(limit.value)}`)
    else if (!isOvercommitAllowed(resource) && isMore(most, wanted))
      request.refuse(`must be equal to the limit, ${String(limit.value)}`)
  }
}

const ofPods = ['cpu', 'memory']

/** What the whole pod may use, from Kubernetes 1.34 on. */
export function checkPodResources(spec: Field): void {
  const resources = spec.at('resources')
  if (!resources.isSet) return
  if (resources.at('claims').isSet) resources.at('claims').refuse('must be left out of the resources of a pod')
  const limits = resources.at('limits')
  for (const amount of [...limits.entries, ...resources.at('requests').entries]) {
    const name = String(amount.step)
    if (!ofPods.includes(name) && !isHugePages(name)) amount.refuse('must be cpu, memory or huge pages')
    checkAmount(amount)
  }
  for (const request of resources.at('requests').entries) {
    checkAgainstLimit(request, limits)
    checkSum(request, spec)
  }
  for (const container of spec.at('containers').items) {
    for (const limit of container.below('resources', 'limits').entries) {
      const most = quantityOf(limits.at(String(limit.step)))
      if (most !== undefined && isMore(quantityOf(limit) ?? 0, most))
        limit.refuse(`must be at most the limit of the pod, ${String(limits.at(String(limit.step)).value)}`)
    }
  }
}

/** A pod requests at least what its containers do. */
function checkSum(request: Field, spec: Field): void {
  const name = String(request.step)
  const sum = spec
    .at('containers')
    .items.reduce((total, container) => total + (quantityOf(container.below('resources', 'requests', name)) ?? 0), 0)
  const own = quantityOf(request)
  if (own !== undefined && isMore(sum, own)) request.refuse('must be at least what the containers request together')
}

/** What a pod costs beside its containers. */
export function checkOverhead(spec: Field): void {
  for (const amount of spec.at('overhead').entries) {
    checkContainerResource(amount)
    checkAmount(amount)
  }
}
