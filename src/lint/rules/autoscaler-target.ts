import { nearest } from '../../nearest.ts'
import { autoscalersOf } from './autoscalers.ts'
import { knowsPodsOf } from './pods-elsewhere.ts'
import type { Rule, Violation } from './rule.ts'

export const autoscalerTarget: Rule = {
  name: 'autoscaler-target',
  severity: 'warning',
  finds:
    'a HorizontalPodAutoscaler or ScaledObject whose workload the profile does not render, though it renders others',
  reason: 'It scales nothing until such a workload is on the cluster; a name that is misspelled shows nowhere else.',
  source: 'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/',
  fix: 'name the workload as its manifest does; if it is not of this release, except it in kdeploy.yaml (validate.except)',
  *check(release): Iterable<Violation> {
    for (const { manifest, target, targetPath } of autoscalersOf(release)) {
      if (target.group !== 'apps' || release.find(target) !== undefined) continue
      if (!knowsPodsOf(target.namespace, release)) continue
      const names = release.workloadsIn(target.namespace).map((workload) => workload.manifest.object.metadata.name)
      const near = nearest(target.name, names)
      const message = `scales ${target.kind} ${target.name}, which is not rendered`
      yield { manifest, path: targetPath, message: near === undefined ? message : `${message}; did you mean ${near}?` }
    }
  },
}
