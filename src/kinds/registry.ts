import { apiService } from './api-service.ts'
import { cronJob } from './cron-job.ts'
import { customResourceDefinition } from './custom-resource-definition.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { ingress } from './ingress.ts'
import { job } from './job.ts'
import { namespace } from './namespace.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './pod-disruption-budget.ts'
import { replicaSet } from './replica-set.ts'
import { replicationController } from './replication-controller.ts'
import type { Kind } from './rules/kind.ts'
import { service } from './service.ts'
import { statefulSet } from './stateful-set.ts'

/** Every kind that has rules of its own. To add one: its file, and its line here. */
export const kinds: readonly Kind[] = [
  apiService,
  cronJob,
  customResourceDefinition,
  daemonSet,
  deployment,
  horizontalPodAutoscaler,
  ingress,
  job,
  namespace,
  persistentVolumeClaim,
  pod,
  podDisruptionBudget,
  replicaSet,
  replicationController,
  service,
  statefulSet,
]
