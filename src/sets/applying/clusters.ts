import { joinNames } from '../../counts.ts'
import { throwCollected } from '../../errors.ts'
import { groupBy } from '../../group-by.ts'
import { type ClusterPlace, duplicateClusters } from '../../profile/clusters.ts'
import { isOutOfReach } from '../runs/out-of-reach.ts'
import type { ReleaseEnd } from '../told/results.ts'
import type { PlannedRelease } from './plan-set.ts'

/** Clusters that are named. */
const mostNamed = 12

/** @throws KdeployError `cluster-duplicate` where two clusters of a profile turn out to be one */
export function refuseSameClusters(planned: readonly PlannedRelease[]): void {
  const problems = [...groupBy(planned, ({ release }) => release.profile)].flatMap(([profile, releases]) =>
    duplicateClusters(profile, releases.flatMap(placeOf)),
  )
  throwCollected(problems, (count) => `${count} clusters of profiles are the same place as others`)
}

function placeOf({ release: { cluster }, rendered }: PlannedRelease): ClusterPlace[] {
  if (cluster === undefined || rendered === undefined) return []
  return [{ cluster, at: rendered.cluster.server, namespace: rendered.release.namespace }]
}

/** How to go on where some clusters can't be reached and others can; undefined where that is not so. */
export function withoutUnreachable(plans: readonly ReleaseEnd[]): string | undefined {
  const named = (ends: readonly ReleaseEnd[]) => [...new Set(ends.flatMap(({ release }) => release.cluster ?? []))]
  const down = named(plans.filter(({ error }) => isOutOfReach(error)))
  const up = named(plans).filter((cluster) => !down.includes(cluster))
  if (down.length === 0 || up.length === 0) return undefined
  const options = up.map((cluster) => `--cluster ${cluster}`).join(' ')
  return `nothing was written to any cluster, as ${joinNames(down, mostNamed)} can't be reached; ${options} goes on without it`
}
