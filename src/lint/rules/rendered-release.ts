import { groupBy } from '../../group-by.ts'
import { isMap } from '../../json-map.ts'
import { lazily } from '../../lazily.ts'
import { fieldAt, listAt } from '../../manifest/fields.ts'
import { keyOf, refOf } from '../../manifest/identity.ts'
import type { FieldPath, JsonObject, Manifest, ObjectRef } from '../../manifest/types.ts'
import { podSpecPaths } from '../../plan/references/pod-spec-paths.ts'

/** All that a profile renders, as rules look at it. */
export interface RenderedRelease {
  /** In their order, namespaces filled in. */
  readonly manifests: readonly Manifest[]
  /** Those that have pods: Kubernetes' own workloads. */
  readonly workloads: readonly Workload[]
  /** The manifests of a group and kind: `apps/Deployment`, `/Service`. */
  readonly ofKind: (groupKind: string) => readonly Manifest[]
  /** An object's manifest, whatever its version; undefined where it isn't rendered. */
  readonly find: (ref: ObjectRef) => Manifest | undefined
  /** The workloads of a namespace. */
  readonly workloadsIn: (namespace: string | undefined) => readonly Workload[]
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
  /** In their order, init containers first; none where a webhook writes what they are (`isWrittenLater`). */
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
  const workloads = manifests.flatMap(workloadOf)
  const byKind = lazily(() => groupBy(manifests, ({ object }) => groupKindOf(refOf(object))))
  const byKey = lazily(() => new Map(manifests.map((manifest) => [keyOf(refOf(manifest.object)), manifest])))
  const byNamespace = lazily(() => groupBy(workloads, ({ manifest }) => refOf(manifest.object).namespace))
  return {
    manifests,
    workloads,
    ofKind: (groupKind) => byKind().get(groupKind) ?? [],
    find: (ref) => byKey().get(keyOf(ref)),
    workloadsIn: (namespace) => byNamespace().get(namespace) ?? [],
  }
}

/** Kinds whose pods run until somebody stops them. */
export function runsOn({ kind }: Workload): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet' || kind === 'DaemonSet' || kind === 'ReplicaSet'
}

/** For people: `Deployment web`. */
export function nameOf({ object }: Manifest): string {
  return `${object.kind} ${object.metadata.name}`
}

function groupKindOf({ group, kind }: ObjectRef): string {
  return `${group}/${kind}`
}

function workloadOf(manifest: Manifest): Workload[] {
  const ref = refOf(manifest.object)
  const podPath = podSpecPaths[groupKindOf(ref)]
  const podSpec = podPath && fieldAt(manifest.object, ...podPath)
  if (podPath === undefined || !isMap(podSpec)) return []
  const labels = fieldAt(manifest.object, ...podPath.slice(0, -1), 'metadata', 'labels')
  const podLabels = isMap(labels) ? labels : {}
  const containers = isWrittenLater(podSpec)
    ? []
    : [...containersIn(podSpec, podPath, 'initContainers'), ...containersIn(podSpec, podPath, 'containers')]
  return [{ manifest, kind: ref.kind, podPath, podSpec, podLabels, containers }]
}

/** `image: auto` is a place that Istio's webhook fills when a pod is made, with probes, ports and resources (istio.io, "Installing Gateways"). */
function isWrittenLater(podSpec: JsonObject): boolean {
  return listAt(podSpec, 'containers').some(({ image }) => image === 'auto')
}

function containersIn(podSpec: JsonObject, podPath: FieldPath, field: 'containers' | 'initContainers'): Container[] {
  return listAt(podSpec, field).map((spec, index) => ({
    name: typeof spec['name'] === 'string' ? spec['name'] : '',
    path: [...podPath, field, index],
    spec,
    role: field === 'containers' ? 'main' : spec['restartPolicy'] === 'Always' ? 'sidecar' : 'init',
  }))
}
