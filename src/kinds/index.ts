import { apiService } from './api-service.ts'
import { cronJob } from './cron-job.ts'
import { customResourceDefinition } from './custom-resource-definition.ts'
import { daemonSet } from './daemon-set.ts'
import { deployment } from './deployment.ts'
import { genericKind } from './generic.ts'
import { horizontalPodAutoscaler } from './horizontal-pod-autoscaler.ts'
import { ingress } from './ingress.ts'
import { job } from './job.ts'
import { namespace } from './namespace.ts'
import { persistentVolumeClaim } from './persistent-volume-claim.ts'
import { pod } from './pod.ts'
import { podDisruptionBudget } from './pod-disruption-budget.ts'
import { replicaSet } from './replica-set.ts'
import type { Kind } from './rules/kind.ts'
import { service } from './service.ts'
import { statefulSet } from './stateful-set.ts'

/** Every kind that has rules of its own. */
const KINDS: readonly Kind[] = [
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
  service,
  statefulSet,
]

const byName = new Map(KINDS.map((kind) => [`${kind.group}/${kind.kind}`, kind]))

/** The rules of a kind; kstatus's conventions for one that has none of its own. */
export function kindOf(type: { readonly group: string; readonly kind: string }): Kind {
  return byName.get(`${type.group}/${type.kind}`) ?? genericKind(type.group, type.kind)
}
