import { KdeployError } from '../errors.ts'
import { annotationOf } from '../manifest/annotations.ts'
import { keyOf } from '../manifest/identity.ts'
import type { KubeObject, Manifest, ObjectRef } from '../manifest/types.ts'
import { isServedBy, type OwnServer, ownServers, type Released, servedApi } from './own-servers.ts'

/**
 * On a manifest, a whole number: orders objects of the same built-in wave, lower ones first. Without it an object is at
 * 0, so that a negative number comes before all others. It never moves an object to another built-in wave,
 * except behind a webhook of its own release that is about it.
 */
export const waveAnnotation = 'kdeploy.dev/wave'

/**
 * What is written before what: an object comes after everything that it may refer to, so that no workload starts
 * before its configuration. Kinds that no wave names go with the rest.
 */
const waves: readonly (readonly string[])[] = [
  ['Namespace'],
  ['CustomResourceDefinition.apiextensions.k8s.io', 'PriorityClass.scheduling.k8s.io', 'StorageClass.storage.k8s.io'],
  [
    'ServiceAccount',
    'Role.rbac.authorization.k8s.io',
    'ClusterRole.rbac.authorization.k8s.io',
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy.networking.k8s.io',
  ],
  // Whoever may only bind what they hold themselves is refused while the role isn't there.
  ['RoleBinding.rbac.authorization.k8s.io', 'ClusterRoleBinding.rbac.authorization.k8s.io'],
  ['ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim'],
  [],
  [
    'Deployment.apps',
    'StatefulSet.apps',
    'DaemonSet.apps',
    'ReplicaSet.apps',
    'ReplicationController',
    'Job.batch',
    'CronJob.batch',
    'Pod',
  ],
]

/** After them all: webhook configurations and APIServices whose server is among the workloads of the release, then what they serve. */
const serving = waves.length
const served = waves.length + 1

const rest = waves.findIndex((wave) => wave.length === 0)
const waveOfKind = new Map(waves.flatMap((wave, index) => wave.map((kind) => [kind, index] as const)))

/** The object's built-in wave, from 0; lower ones are complete before a higher one begins. */
function waveOf(ref: ObjectRef): number {
  return waveOfKind.get(ref.group === '' ? ref.kind : `${ref.kind}.${ref.group}`) ?? rest
}

/** What a wave is made of. */
interface Ordered extends Released {
  /** See Change. */
  readonly checkAfter?: readonly string[]
}

/** The servers of its own release without which an object isn't written: what serves its API, or a webhook that its annotation puts before it. */
export function serversBefore(item: Ordered, servers: readonly OwnServer[]): OwnServer[] {
  if (servers.some(({ ref }) => keyOf(ref) === keyOf(item.ref))) return []
  return servers.filter((server) => {
    if (item.checkAfter?.includes(keyOf(server.ref))) return true
    if (!isServedBy(item, server)) return false
    return servedApi(server) !== undefined || (stepOf(item.desired) ?? 0) > (stepOf(server.desired) ?? 0)
  })
}

/**
 * Groups items by wave, in order: the built-in ones, within each by the annotation; within a wave the given order stays. `release`:
 * all that they belong to, where they are a part; by default themselves.
 */
export function inWaves<Item extends Ordered>(items: readonly Item[], release: readonly Ordered[] = items): Item[][] {
  const groups = new Map<string, { wave: number; step: number; items: Item[] }>()
  const servers = ownServers(release)
  for (const item of items) {
    const { wave, step } = rankOf(item, servers)
    const group = groups.get(`${wave}/${step}`) ?? { wave, step, items: [] }
    groups.set(`${wave}/${step}`, group)
    group.items.push(item)
  }
  return [...groups.values()].sort((a, b) => a.wave - b.wave || a.step - b.step).map((group) => group.items)
}

/** What orders an object of a release: its built-in wave, and within that its annotation. */
export interface Rank {
  readonly wave: number
  readonly step: number
}

export function rankOf(item: Ordered, servers: readonly OwnServer[]): Rank {
  const isServer = servers.some(({ ref }) => keyOf(ref) === keyOf(item.ref))
  const wave = isServer ? serving : serversBefore(item, servers).length > 0 ? served : waveOf(item.ref)
  return { wave, step: stepOf(item.desired) ?? 0 }
}

/** Items in the order of the annotation alone; without it, and where two are equal, in the given order. */
export function inSteps<Item extends Pick<Ordered, 'desired'>>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => (stepOf(a.desired) ?? 0) - (stepOf(b.desired) ?? 0))
}

/** Every `kdeploy.dev/wave` that is not a whole number, as KdeployError `wave-invalid`. */
export function waveProblems(manifests: readonly Manifest[]): KdeployError[] {
  return manifests.flatMap(({ object, placeOf }) => {
    const value = annotationOf(object, waveAnnotation)
    if (value === undefined || stepOf(object) !== undefined) return []
    return new KdeployError({
      code: 'wave-invalid',
      category: 'input',
      message: `the annotation ${waveAnnotation} of ${object.kind} ${object.metadata.name} must be a whole number, found ${JSON.stringify(value)}`,
      place: placeOf(['metadata', 'annotations', waveAnnotation]),
      hint: 'write it quoted, e.g. "1"; "-1" comes before the objects without one',
    })
  })
}

/** undefined where the annotation is missing or no whole number. */
function stepOf(object: KubeObject): number | undefined {
  const value = annotationOf(object, waveAnnotation)
  return typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : undefined
}
