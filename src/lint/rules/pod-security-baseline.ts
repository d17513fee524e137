import { refusedByBaseline } from './pod-security-baseline-checks.ts'
import { enforcedLevel, refusal } from './pod-security-level.ts'
import type { Rule, Violation } from './rule.ts'

export const podSecurityBaseline: Rule = {
  name: 'pod-security-baseline',
  severity: 'warning',
  finds:
    'pods that the Pod Security standard `baseline` refuses: privileged ones, host namespaces, hostPath, hostPort and the like',
  reason: 'Who gets into such a container can take the node, and namespaces that enforce the standard refuse the pods.',
  source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline',
  fix: 'remove the fields; an agent that needs the node is an exception: kdeploy.yaml, validate.except',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      if (enforcedLevel(workload, release) !== undefined) continue
      yield* refusal(workload, 'the Pod Security standard baseline', refusedByBaseline(workload))
    }
  },
}
