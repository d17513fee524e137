import { listAt, textAt } from '../../manifest/fields.ts'
import { autoscalersOf } from './autoscalers.ts'
import { nameOf } from './rendered-release.ts'
import { hasAmount, runningContainers } from './requested-resources.ts'
import type { Rule, Violation } from './rule.ts'

export const autoscalerRequests: Rule = {
  name: 'autoscaler-requests',
  severity: 'warning',
  finds: 'an autoscaler by utilization of CPU or memory over containers that request none',
  reason:
    'Utilization is a share of what is requested: if one container requests nothing, the metric fails and nothing is scaled.',
  source: 'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#algorithm-details',
  fix: 'give every container of the pods a request of that resource',
  *check(release): Iterable<Violation> {
    for (const { manifest, target } of autoscalersOf(release)) {
      const scaled = release.find(target)
      const workload = scaled && release.workloadsIn(target.namespace).find((one) => one.manifest === scaled)
      if (workload === undefined) continue
      for (const resource of utilizationsOf(manifest.object)) {
        const lacking = runningContainers(workload).filter(
          (container) => !hasAmount('requests', resource, container, workload, release),
        )
        const [first] = lacking
        if (first === undefined) continue
        const names = lacking.map(({ name }) => name).join(', ')
        const message = `${nameOf(manifest)} scales by utilization of ${resource}, and container ${names} requests none`
        yield { manifest: workload.manifest, path: first.path, message }
      }
    }
  },
}

/** The resources of whole pods by whose utilization an autoscaler works. */
function utilizationsOf(object: Parameters<typeof listAt>[0]): Set<string> {
  const metrics = listAt(object, 'spec', 'metrics').flatMap((metric) =>
    textAt(metric, 'type') === 'Resource' && textAt(metric, 'resource', 'target', 'type') === 'Utilization'
      ? [textAt(metric, 'resource', 'name')]
      : [],
  )
  const triggers = listAt(object, 'spec', 'triggers').flatMap((trigger) =>
    textAt(trigger, 'metricType') !== 'AverageValue' && textAt(trigger, 'metadata', 'containerName') === ''
      ? [textAt(trigger, 'type')]
      : [],
  )
  return new Set([...metrics, ...triggers].filter((resource) => resource === 'cpu' || resource === 'memory'))
}
