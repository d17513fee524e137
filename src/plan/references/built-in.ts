import type { ObjectRef } from '../../manifest/types.ts'

/**
 * What Kubernetes itself makes, by `group/Kind`: in every cluster, or in every namespace soon after the namespace. Not
 * asked for, since it may not be there yet, and many may not read it.
 */
const builtIn: Readonly<Record<string, readonly string[]>> = {
  '/ServiceAccount': ['default'],
  '/ConfigMap': ['kube-root-ca.crt'],
  'scheduling.k8s.io/PriorityClass': ['system-cluster-critical', 'system-node-critical'],
  'rbac.authorization.k8s.io/ClusterRole': ['cluster-admin', 'admin', 'edit', 'view'],
}

/** Whether every cluster (and namespace) has this object. */
export function isBuiltIn({ group, kind, name }: ObjectRef): boolean {
  return builtIn[`${group}/${kind}`]?.includes(name) ?? false
}
