import { apiService } from './api-service.ts'
import { rollout } from './argo-rollouts.ts'
import { certManagerKinds } from './cert-manager.ts'
import { cluster } from './cloud-native-pg.ts'
import { cronJob } from './cron-job.ts'
import { customResourceDefinition } from './custom-resource-definition.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import { externalSecretsKinds } from './external-secrets.ts'
import { canary } from './flagger.ts'
import { gatewayApiKinds } from './gateway-api.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { ingress } from './ingress.ts'
import { job } from './job.ts'
import { kedaKinds } from './keda.ts'
import { namespace } from './namespace.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './pod-disruption-budget.ts'
import { prometheusOperatorKinds } from './prometheus-operator.ts'
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
  rollout,
  canary,
  cluster,
  ...certManagerKinds,
  ...externalSecretsKinds,
  ...gatewayApiKinds,
  ...kedaKinds,
  ...prometheusOperatorKinds,
]
