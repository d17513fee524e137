import { autoscalerRequests } from './rules/autoscaler-requests.ts'
import { autoscalerTarget } from './rules/autoscaler-target.ts'
import { autoscalersOverlap } from './rules/autoscalers-overlap.ts'
import { bindingSubject } from './rules/binding-subject.ts'
import { cronJobOverlap } from './rules/cron-job-overlap.ts'
import { disruptionBudget } from './rules/disruption-budget.ts'
import { disruptionBudgetsOverlap } from './rules/disruption-budgets-overlap.ts'
import { gracePeriod } from './rules/grace-period.ts'
import { imageInvalid } from './rules/image-invalid.ts'
import { imageTag } from './rules/image-tag.ts'
import { jobCleanup } from './rules/job-cleanup.ts'
import { likelyTypo } from './rules/likely-typo.ts'
import { livenessEqualsReadiness } from './rules/liveness-equals-readiness.ts'
import { logFile } from './rules/log-file.ts'
import { memoryLimit } from './rules/memory-limit.ts'
import { missingKey } from './rules/missing-key.ts'
import { missingPort } from './rules/missing-port.ts'
import { networkPolicyTypes } from './rules/network-policy-types.ts'
import { plainSecret } from './rules/plain-secret.ts'
import { podSecurityBaseline } from './rules/pod-security-baseline.ts'
import { podSecurityEnforced } from './rules/pod-security-enforced.ts'
import { podSecurityRestricted } from './rules/pod-security-restricted.ts'
import { probePort } from './rules/probe-port.ts'
import { readinessProbe } from './rules/readiness-probe.ts'
import { replicasUnderAutoscaler } from './rules/replicas-under-autoscaler.ts'
import { resourceRequests } from './rules/resource-requests.ts'
import { rollingUpdateVolume } from './rules/rolling-update-volume.ts'
import type { Rule } from './rules/rule.ts'
import { runAsRoot } from './rules/run-as-root.ts'
import { selectorMatchesNothing } from './rules/selector-matches-nothing.ts'
import { servicePortName } from './rules/service-port-name.ts'
import { servicePortNumber } from './rules/service-port-number.ts'
import { shellAsPid1 } from './rules/shell-as-pid-1.ts'
import { statefulSetService } from './rules/stateful-set-service.ts'
import { unmountedVolume } from './rules/unmounted-volume.ts'
import { workerProbe } from './rules/worker-probe.ts'

/** All rules; a new one is one file and its line here. */
export const rules: readonly Rule[] = [
  autoscalerRequests,
  autoscalerTarget,
  autoscalersOverlap,
  bindingSubject,
  cronJobOverlap,
  disruptionBudget,
  disruptionBudgetsOverlap,
  gracePeriod,
  imageInvalid,
  imageTag,
  jobCleanup,
  likelyTypo,
  livenessEqualsReadiness,
  logFile,
  memoryLimit,
  missingKey,
  missingPort,
  networkPolicyTypes,
  plainSecret,
  podSecurityBaseline,
  podSecurityEnforced,
  podSecurityRestricted,
  probePort,
  readinessProbe,
  replicasUnderAutoscaler,
  resourceRequests,
  rollingUpdateVolume,
  runAsRoot,
  selectorMatchesNothing,
  servicePortName,
  servicePortNumber,
  shellAsPid1,
  statefulSetService,
  unmountedVolume,
  workerProbe,
]
