import type { Field } from './forms/field.ts'
import { checkPriorityClass, checkStorageClass } from './kinds/classes.ts'
import { checkConfigMap } from './kinds/config-map.ts'
import { checkCronJob } from './kinds/cron-job.ts'
import { checkDaemonSet } from './kinds/daemon-set.ts'
import { checkDeployment, checkReplicaSet } from './kinds/deployment.ts'
import { checkHorizontalPodAutoscaler } from './kinds/horizontal-pod-autoscaler.ts'
import { checkIngress, checkIngressClass } from './kinds/ingress.ts'
import { checkJob } from './kinds/job.ts'
import { checkNamespace } from './kinds/namespace.ts'
import { checkNetworkPolicy } from './kinds/network-policy.ts'
import { checkPersistentVolume, checkPersistentVolumeClaim } from './kinds/persistent-volume.ts'
import { checkPod, checkReplicationController } from './kinds/pod.ts'
import { checkPodDisruptionBudget } from './kinds/pod-disruption-budget.ts'
import { checkLimitRange, checkResourceQuota } from './kinds/quotas.ts'
import { checkClusterRole, checkClusterRoleBinding, checkRole, checkRoleBinding } from './kinds/role.ts'
import { checkSecret } from './kinds/secret.ts'
import { checkService } from './kinds/service.ts'
import { checkStatefulSet } from './kinds/stateful-set.ts'

/** What the API server checks of a kind beyond its schema, by `group/Kind`. All others have their metadata checked. */
export const checks: Readonly<Record<string, (object: Field) => void>> = {
  '/ConfigMap': checkConfigMap,
  '/LimitRange': checkLimitRange,
  '/Namespace': checkNamespace,
  '/PersistentVolume': checkPersistentVolume,
  '/PersistentVolumeClaim': checkPersistentVolumeClaim,
  '/Pod': checkPod,
  '/ReplicationController': checkReplicationController,
  '/ResourceQuota': checkResourceQuota,
  '/Secret': checkSecret,
  '/Service': checkService,
  'apps/DaemonSet': checkDaemonSet,
  'apps/Deployment': checkDeployment,
  'apps/ReplicaSet': checkReplicaSet,
  'apps/StatefulSet': checkStatefulSet,
  'autoscaling/HorizontalPodAutoscaler': checkHorizontalPodAutoscaler,
  'batch/CronJob': checkCronJob,
  'batch/Job': checkJob,
  'networking.k8s.io/Ingress': checkIngress,
  'networking.k8s.io/IngressClass': checkIngressClass,
  'networking.k8s.io/NetworkPolicy': checkNetworkPolicy,
  'policy/PodDisruptionBudget': checkPodDisruptionBudget,
  'rbac.authorization.k8s.io/ClusterRole': checkClusterRole,
  'rbac.authorization.k8s.io/ClusterRoleBinding': checkClusterRoleBinding,
  'rbac.authorization.k8s.io/Role': checkRole,
  'rbac.authorization.k8s.io/RoleBinding': checkRoleBinding,
  'scheduling.k8s.io/PriorityClass': checkPriorityClass,
  'storage.k8s.io/StorageClass': checkStorageClass,
}
