import { hasAmount, runningContainers } from './requested-resources.ts'
import type { Rule, Violation } from './rule.ts'

export const memoryLimit: Rule = {
  name: 'memory-limit',
  severity: 'warning',
  finds: 'a container without a memory limit',
  reason: 'A leak takes the memory of the node, and the kernel kills whatever it finds there, other pods included.',
  source:
    'https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/#if-you-do-not-specify-a-memory-limit',
  fix: 'limit it: resources: {limits: {memory: 256Mi}}; a CPU limit is not needed',
  *check(release): Iterable<Violation> {
    for (const workload of release.workloads) {
      for (const container of runningContainers(workload)) {
        if (hasAmount('limits', 'memory', container, workload, release)) continue
        const path = container.spec['resources'] ? [...container.path, 'resources'] : container.path
        yield { manifest: workload.manifest, path, message: `container ${container.name}: no memory limit` }
      }
    }
  },
}
