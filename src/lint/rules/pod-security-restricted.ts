import { enforcedLevel, refusal } from './pod-security-level.ts'
import { refusedByRestricted } from './pod-security-restricted-checks.ts'
import type { Rule, Violation } from './rule.ts'

export const podSecurityRestricted: Rule = {
  name: 'pod-security-restricted',
  severity: 'off',
  finds:
    'pods that the Pod Security standard `restricted` refuses: privilege escalation, capabilities, no seccomp profile and the like',
  reason:
    'A program that is broken into has more rights than it needs, and namespaces that enforce the standard refuse the pods.',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
  fix: 'securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      if (enforcedLevel(workload, release) !== undefined) continue
      yield* refusal(workload, 'the Pod Security standard restricted', refusedByRestricted(workload))
    }
  },
}
