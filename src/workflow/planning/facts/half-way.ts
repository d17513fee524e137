import { describeAlive, describeHalfWay, halfWayRuns } from '../../../history/half-way.ts'
import { isRunAlive } from '../../../history/lock/run-lease.ts'
import type { Release } from '../../../history/records/release.ts'
import { runsIn } from '../../../history/runs.ts'
import type { StoredRevision } from '../../../history/store.ts'
import type { Run } from '../../run/run.ts'

/**
 * Tells of a run of several releases that was killed and left this one as it is, before one that works on this release alone writes to it.
 * A run on several tells of all of them itself. Asks the cluster only where there is such a run.
 */
export async function tellHalfWay(
  { cluster, world, emit }: Pick<Run, 'cluster' | 'world' | 'emit'>,
  { profile }: Release,
  history: readonly StoredRevision[],
): Promise<void> {
  if (world.set !== undefined) return
  for (const run of halfWayRuns(new Map([[profile, runsIn(history)]]), world.run)) {
    const leases = run.found.flatMap(({ lease }) => lease ?? [])
    const asked = leases.map((namespace) => isRunAlive(cluster, namespace, run.id).catch(() => false))
    const isAlive = (await Promise.all(asked)).includes(true)
    emit({ type: 'warning', message: isAlive ? describeAlive(run) : describeHalfWay(run, world.wallClock()) })
  }
}
