import { patienceOf, probeOf, questionOf } from './probe.ts'
import type { Rule, Violation } from './rule.ts'

export const livenessEqualsReadiness: Rule = {
  name: 'liveness-equals-readiness',
  severity: 'warning',
  finds: 'a liveness probe that asks what the readiness probe asks, and loses patience no later',
  reason:
    'What only makes a pod unready for a moment (load, a database that is away) restarts it, and with it all its peers at once.',
  source: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  fix: 'raise the failureThreshold of the liveness probe well above that of the readiness probe, or let it ask for less',
  *check({ workloads }): Iterable<Violation> {
    for (const { manifest, containers } of workloads) {
      for (const container of containers) {
        const [liveness, readiness] = [probeOf(container, 'livenessProbe'), probeOf(container, 'readinessProbe')]
        if (liveness === undefined || readiness === undefined) continue
        if (questionOf(liveness, container) !== questionOf(readiness, container)) continue
        const [restart, unready] = [patienceOf(liveness), patienceOf(readiness)]
        if (restart > unready) continue
        const when =
          restart === unready
            ? `and both give up after ${restart} s`
            : `and liveness gives up after ${restart} s, readiness after ${unready} s`
        const message = `container ${container.name}: the liveness and readiness probes are the same, ${when}`
        yield { manifest, path: [...container.path, 'livenessProbe'], message }
      }
    }
  },
}
