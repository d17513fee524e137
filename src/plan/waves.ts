import type { ObjectRef } from '../manifest/types.ts'

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
    'RoleBinding.rbac.authorization.k8s.io',
    'ClusterRoleBinding.rbac.authorization.k8s.io',
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy.networking.k8s.io',
  ],
  ['ConfigMap', 'Secret', 'PersistentVolume', 'PersistentVolumeClaim'],
  [],
  ['Deployment.apps', 'StatefulSet.apps', 'DaemonSet.apps', 'ReplicaSet.apps', 'Job.batch', 'CronJob.batch', 'Pod'],
]

const rest = waves.findIndex((wave) => wave.length === 0)
const waveOfKind = new Map(waves.flatMap((wave, index) => wave.map((kind) => [kind, index] as const)))

/** The object's wave, from 0; lower ones are complete before a higher one begins. */
export function waveOf(ref: ObjectRef): number {
  return waveOfKind.get(ref.group === '' ? ref.kind : `${ref.kind}.${ref.group}`) ?? rest
}

/** Groups items by wave, in order; within a wave the given order stays. */
export function inWaves<Item extends { readonly ref: ObjectRef }>(items: readonly Item[]): Item[][] {
  const groups: Item[][] = waves.map(() => [])
  for (const item of items) groups[waveOf(item.ref)]?.push(item)
  return groups.filter((group) => group.length > 0)
}
