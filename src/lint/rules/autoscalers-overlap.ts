import { groupBy } from '../../group-by.ts'
import { keyOf } from '../../manifest/identity.ts'
import { autoscalersOf } from './autoscalers.ts'
import { nameOf } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

export const autoscalersOverlap: Rule = {
  name: 'autoscalers-overlap',
  severity: 'error',
  finds: 'two autoscalers for one workload',
  reason:
    'Each sets the number of pods by its own measure, and the workload swings between them, or neither scales it.',
  source: 'https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/',
  fix: 'keep one; it takes several metrics',
  *check(release): Iterable<Violation> {
    for (const [first, ...others] of groupBy(autoscalersOf(release), ({ target }) => keyOf(target)).values()) {
      for (const { manifest, target, targetPath } of others) {
        const message = `scales ${target.kind} ${target.name}, as ${nameOf(first.manifest)} does`
        yield { manifest, path: targetPath, message }
      }
    }
  },
}
