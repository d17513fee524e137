import type { Manifest } from '../../manifest/types.ts'
import { disruptionBudgetsOf } from './disruption-budgets.ts'
import { nameOf, type Workload } from './rendered-release.ts'
import type { Rule, Violation } from './rule.ts'

export const disruptionBudgetsOverlap: Rule = {
  name: 'disruption-budgets-overlap',
  severity: 'error',
  finds: 'two PodDisruptionBudgets about the same pods',
  reason: 'The API server refuses to evict a pod that more than one budget is about, so its node cannot be drained.',
  source: 'https://kubernetes.io/docs/concepts/scheduling-eviction/api-eviction/#how-api-initiated-eviction-works',
  fix: 'remove one of them, or narrow its selector',
  *check(release): Iterable<Violation> {
    const first = new Map<Workload, Manifest>()
    for (const { manifest, workloads } of disruptionBudgetsOf(release)) {
      const shared = workloads.find((workload) => first.has(workload))
      for (const workload of workloads) if (!first.has(workload)) first.set(workload, manifest)
      const other = shared && first.get(shared)
      if (shared === undefined || other === undefined) continue
      const message = `selects the pods of ${nameOf(shared.manifest)}, as ${nameOf(other)} does`
      yield { manifest, path: ['spec', 'selector'], message }
    }
  },
}
