import { refusedByBaseline } from './pod-security-baseline-checks.ts'
import { enforcedLevel, refusal } from './pod-security-level.ts'
import { refusedByRestricted } from './pod-security-restricted-checks.ts'
import type { Rule, Violation } from './rule.ts'

export const podSecurityEnforced: Rule = {
  name: 'pod-security-enforced',
  severity: 'error',
  finds: 'pods that the Pod Security standard refuses which their rendered Namespace enforces',
  reason: 'The workload is accepted, and none of its pods ever starts.',
  source:
    'https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces',
  fix: 'change the fields, or the label pod-security.kubernetes.io/enforce of the Namespace',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      const level = enforcedLevel(workload, release)
      const fields =
        level === 'restricted' ? refusedByRestricted(workload) : level === 'baseline' ? refusedByBaseline(workload) : []
      yield* refusal(workload, `its namespace enforces ${level} and`, fields)
    }
  },
}
