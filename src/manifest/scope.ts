import type { KubeObject } from './types.ts'

/** Group and kind. */
export interface KindRef {
  readonly group: string
  readonly kind: string
}

/** Kubernetes' own cluster-scoped kinds, by API group (API reference of 1.36, and what older versions served). */
const clusterScoped: Readonly<Record<string, readonly string[]>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  policy: ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
}

/** Groups of Kubernetes itself that are not in the table, as all their kinds are namespaced. */
const namespacedGroups = ['coordination.k8s.io', 'discovery.k8s.io', 'events.k8s.io']

/** Whether a group is Kubernetes' own: its kinds are no custom resources. Those without a dot are (apps, batch, policy …). */
export function isBuiltInGroup(group: string): boolean {
  return !group.includes('.') || group in clusterScoped || namespacedGroups.includes(group)
}

/**
 * Whether a kind is namespaced, without asking a cluster: Kubernetes' own kinds by a table, those of
 * CustomResourceDefinitions among the objects by their `spec.scope`. Any other kind is taken for namespaced, as most
 * are; where a cluster is at hand, its discovery decides instead.
 */
export function scopeWithoutCluster(objects: readonly KubeObject[]): (type: KindRef) => boolean {
  const defined = new Map<string, boolean>()
  for (const { kind, spec } of objects) {
    if (kind !== 'CustomResourceDefinition') continue
    const { group, names, scope } = (spec ?? {}) as { group?: string; names?: { kind?: string } | null; scope?: string }
    defined.set(`${group}/${names?.kind}`, scope !== 'Cluster')
  }
  return ({ group, kind }) => defined.get(`${group}/${kind}`) ?? !clusterScoped[group]?.includes(kind)
}
