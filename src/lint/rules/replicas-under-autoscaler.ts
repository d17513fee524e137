import { fieldAt } from '../../manifest/fields.ts'
import { autoscalersOf } from './autoscalers.ts'
import { nameOf } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

export const replicasUnderAutoscaler: Rule = {
  name: 'replicas-under-autoscaler',
  severity: 'warning',
  finds: 'a workload that sets `replicas` though an autoscaler of the render scales it',
  reason: 'Whatever applies the manifest takes the pods back to that number in the middle of the load.',
  source:
    'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling',
  fix: 'remove spec.replicas; minReplicas says how many there are at least',
  *check(release): Iterable<Violation> {
    for (const { manifest, target } of autoscalersOf(release)) {
      const scaled = release.find(target)
      const replicas = fieldAt(scaled?.object, 'spec', 'replicas') ?? undefined
      if (scaled === undefined || replicas === undefined) continue
      const message =
        replicas === 0
          ? `replicas: 0 switches ${nameOf(manifest)} off`
          : `replicas: ${replicas}, though ${nameOf(manifest)} scales it`
      yield { manifest: scaled, path: ['spec', 'replicas'], message }
    }
  },
}
