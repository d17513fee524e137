import { hasAmount, runningContainers } from './requested-resources.ts'
import type { Rule, Violation } from './rule.ts'

export const resourceRequests: Rule = {
  name: 'resource-requests',
  severity: 'warning',
  finds: 'a container without CPU and memory requests',
  reason:
    'The scheduler counts it as nothing and overfills nodes; it is throttled first, and its pod is evicted first.',
  source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits',
  fix: 'say what it needs on a usual day: resources: {requests: {cpu: 100m, memory: 128Mi}}',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      for (const container of runningContainers(workload)) {
        const missing = ['cpu', 'memory'].filter(
          (resource) => !hasAmount('requests', resource, container, workload, release),
        )
        if (missing.length === 0) continue
        const path = container.spec['resources'] ? [...container.path, 'resources'] : container.path
        const message = `container ${container.name}: no ${missing.join(' and ')} request`
        yield { manifest: workload.manifest, path, message }
      }
    }
  },
}
