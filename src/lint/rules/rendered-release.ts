import { isMap } from '../../json-map.ts'
import { fieldAt, listAt } from '../../manifest/fields.ts'
import { refOf } from '../../manifest/identity.ts'
import type { FieldPath, JsonObject, Manifest } from '../../manifest/types.ts'
import { podSpecPaths } from '../../plan/references/pod-spec-paths.ts'

/** All that a profile renders, as rules look at it. */
export interface RenderedRelease {
  /** In their order, namespaces filled in. */
  readonly manifests: readonly Manifest[]
  /** Those that have pods: Kubernetes' own workloads. */
  readonly workloads: readonly Workload[]
}

/** A manifest that has pods. */
export interface Workload {
  readonly manifest: Manifest
  /** `Deployment`, `CronJob`. */
  readonly kind: string
  /** Where its pod spec is. */
  readonly podPath: FieldPath
  readonly podSpec: JsonObject
  /** Of its pods: the template's, a Pod's own. */
  readonly podLabels: JsonObject
  /** In their order, init containers first. */
  readonly containers: readonly Container[]
}

export interface Container {
  /** `''` where it has none. */
  readonly name: string
  readonly path: FieldPath
  readonly spec: JsonObject
  /** `sidecar`: an init container that goes on running (`restartPolicy: Always`). */
  readonly role: 'main' | 'init' | 'sidecar'
}

export function renderedRelease(manifests: readonly Manifest[]): RenderedRelease {
  return { manifests, workloads: manifests.flatMap(workloadOf) }
}

function workloadOf(manifest: Manifest): Workload[] {
  const { group, kind } = refOf(manifest.object)
  const podPath = podSpecPaths[`${group}/${kind}`]
  const podSpec = podPath && fieldAt(manifest.object, ...podPath)
  if (podPath === undefined || !isMap(podSpec)) return []
  const labels = fieldAt(manifest.object, ...podPath.slice(0, -1), 'metadata', 'labels')
  const podLabels = isMap(labels) ? labels : {}
  const containers = [
    ...containersIn(podSpec, podPath, 'initContainers'),
    ...containersIn(podSpec, podPath, 'containers'),
  ]
  return [{ manifest, kind, podPath, podSpec, podLabels, containers }]
}

function containersIn(podSpec: JsonObject, podPath: FieldPath, field: 'containers' | 'initContainers'): Container[] {
  return listAt(podSpec, field).map((spec, index) => ({
    name: typeof spec['name'] === 'string' ? spec['name'] : '',
    path: [...podPath, field, index],
    spec,
    role: field === 'containers' ? 'main' : spec['restartPolicy'] === 'Always' ? 'sidecar' : 'init',
  }))
}
