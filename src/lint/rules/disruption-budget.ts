import { fieldAt } from '../../manifest/fields.ts'
import type { JsonObject } from '../../manifest/types.ts'
import { shareOfPods } from '../../plan/share-of-pods.ts'
import { disruptionBudgetsOf, fewestPods } from './disruption-budgets.ts'
import type { Rule, Violation } from './rule.ts'

export const disruptionBudget: Rule = {
  name: 'disruption-budget',
  severity: 'warning',
  finds: 'a PodDisruptionBudget that allows no eviction, such as one of a single replica',
  reason: 'A node with such a pod cannot be drained: upgrades of the cluster wait, until somebody forces them.',
  source:
    'https://kubernetes.io/docs/tasks/run-application/configure-pdb/#think-about-how-your-application-reacts-to-disruptions',
  fix: 'allow one pod to be away (maxUnavailable: 1), with two replicas or more if the service must stay up',
  *check(release): Iterable<Violation> {
    for (const { manifest, workloads } of disruptionBudgetsOf(release)) {
      const pods = fewestPods(workloads, release)
      if (pods === 0) continue
      const [most, least] = ['maxUnavailable', 'minAvailable'].map(
        (field) => fieldAt(manifest.object, 'spec', field) ?? undefined,
      )
      if (most === undefined && least === undefined) {
        // The controller then counts no pods, and allows no eviction (disruption.go, getExpectedPodCount).
        yield {
          manifest,
          path: ['spec'],
          message: 'no pod can be evicted: neither maxUnavailable nor minAvailable is set',
        }
        continue
      }
      const [field, value] = most === undefined ? ['minAvailable', least] : ['maxUnavailable', most]
      const share = shareOf(value ?? 0, pods)
      if ((field === 'minAvailable' ? pods - share : share) > 0) continue
      const who = pods === 1 ? 'its only pod cannot' : `none of its ${pods} pods can`
      yield { manifest, path: ['spec', String(field)], message: `${who} be evicted: ${field} is ${value}` }
    }
  },
}

/** Percentages are rounded up, whichever field says them (kubernetes.io, "Specifying a Disruption Budget"). */
function shareOf(value: JsonObject[string], pods: number): number {
  return shareOfPods(value, pods, Math.ceil)
}
