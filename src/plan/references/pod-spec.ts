import { numberAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { KubeObject, Manifest } from '../../manifest/types.ts'
import { environmentReferences } from './environment.ts'
import { at, type Field, itemsOf, textOf } from './field.ts'
import { podSpecPaths } from './pod-spec-paths.ts'
import { type Reference, refer, secret, type Target } from './reference.ts'
import { volumeReferences } from './volumes.ts'

const serviceAccount: Target = { group: '', version: 'v1', kind: 'ServiceAccount', namespaced: true }
const priorityClass: Target = { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass', namespaced: false }
const resourceClaim: Target = { group: 'resource.k8s.io', version: 'v1', kind: 'ResourceClaim', namespaced: true }
const resourceClaimTemplate: Target = { ...resourceClaim, kind: 'ResourceClaimTemplate' }
const runtimeClass: Target = { group: 'node.k8s.io', version: 'v1', kind: 'RuntimeClass', namespaced: false }

/** What the pods of a workload need before they can start. */
export function podReferences(from: Manifest): Reference[] {
  const path = podSpecPaths[kindOf(from.object)]
  if (path === undefined) return []
  const spec = at({ value: from.object, path: [] }, ...path)
  const containers = ['initContainers', 'containers', 'ephemeralContainers'].flatMap((list) => itemsOf(at(spec, list)))
  const volumes = itemsOf(at(spec, 'volumes')).filter((volume) => !isClaimTemplate(from.object, volume))
  return [
    ...containers.flatMap((container) => environmentReferences(from, container)),
    ...volumes.flatMap((volume) => volumeReferences(from, volume)),
    ...itemsOf(at(spec, 'imagePullSecrets')).flatMap((item) => refer(from, at(item, 'name'), secret)),
    ...accountReference(from, spec),
    ...refer(from, at(spec, 'priorityClassName'), priorityClass),
    ...refer(from, at(spec, 'runtimeClassName'), runtimeClass),
    ...itemsOf(at(spec, 'resourceClaims')).flatMap((claim) => [
      ...refer(from, at(claim, 'resourceClaimName'), resourceClaim),
      ...refer(from, at(claim, 'resourceClaimTemplateName'), resourceClaimTemplate),
    ]),
  ]
}

/**
 * Whether a pod mounts a claim, or a workload's pods may: by a volume, by a StatefulSet's claim templates, or, where nothing tells which
 * pods it has, anyhow.
 */
export function mayMount(workload: KubeObject, claim: string): boolean {
  const path = podSpecPaths[kindOf(workload)]
  if (path === undefined) return true
  const object = { value: workload, path: [] }
  const volumes = itemsOf(at(object, ...path, 'volumes'))
  if (volumes.some((volume) => textOf(at(volume, 'persistentVolumeClaim', 'claimName')) === claim)) return true
  const templates = kindOf(workload) === 'apps/StatefulSet' ? itemsOf(at(object, 'spec', 'volumeClaimTemplates')) : []
  const first = numberAt(workload, 'spec', 'ordinals', 'start') ?? 0
  const end = first + (numberAt(workload, 'spec', 'replicas') ?? 1)
  return templates.some((template) => {
    const prefix = `${textOf(at(template, 'metadata', 'name'))}-${workload.metadata.name}-`
    const ordinal = claim.startsWith(prefix) ? Number(claim.slice(prefix.length)) : Number.NaN
    return ordinal >= first && ordinal < end
  })
}

/** `serviceAccount` is the older name of the field; the newer one wins. */
function accountReference(from: Manifest, spec: Field): Reference[] {
  const name = at(spec, 'serviceAccountName')
  return refer(from, textOf(name) === '' ? at(spec, 'serviceAccount') : name, serviceAccount)
}

/** A StatefulSet's claim template replaces the pod's volume of the same name. */
function isClaimTemplate(object: KubeObject, volume: Field): boolean {
  if (kindOf(object) !== 'apps/StatefulSet') return false
  const templates = itemsOf(at({ value: object, path: [] }, 'spec', 'volumeClaimTemplates'))
  return templates.some((template) => textOf(at(template, 'metadata', 'name')) === textOf(at(volume, 'name')))
}

function kindOf(object: KubeObject): string {
  const { group, kind } = refOf(object)
  return `${group}/${kind}`
}
