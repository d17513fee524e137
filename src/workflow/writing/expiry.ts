import { describeMoment, formatTime, resolveMoment } from '../../duration.ts'
import { expiryOf } from '../../history/records/expiry.ts'
import { identityOf, type Release } from '../../history/records/release.ts'
import { writeExpiry } from '../../history/write-parent.ts'
import type { KubeObject } from '../../manifest/types.ts'
import { momentPast } from '../planning/facts/moment-past.ts'
import type { Policy } from '../run/policy.ts'
import type { Run } from '../run/run.ts'
import { historyKeys } from '../run/world.ts'

/** Once something was asked of the API server. @throws KdeployError `moment-past` where the release would have expired already */
export function refusePastExpiry({ cluster }: Pick<Run, 'cluster'>, { expires }: Pick<Policy, 'expires'>): void {
  if (expires === undefined || expires === 'never') return
  const now = cluster.serverClock()
  const at = resolveMoment(expires, now)
  if (at <= now) throw momentPast(at, now)
}

/**
 * Under the lock: has the parent say when the release expires, counted from now, or that it never does, where the policy says either, and
 * tells it. Returns the parent as it is then.
 */
export async function recordExpiry(
  { cluster, world, emit }: Run,
  release: Release,
  parent: KubeObject | null,
  { expires }: Pick<Policy, 'expires'>,
): Promise<KubeObject | null> {
  if (expires === undefined || (expires === 'never' && parent !== null && expiryOf(parent) === undefined)) return parent
  const now = cluster.serverClock()
  const at = expires === 'never' ? undefined : resolveMoment(expires, now)
  const written = await writeExpiry(cluster, release, at === undefined ? undefined : formatTime(at), historyKeys(world))
  const what =
    at === undefined
      ? 'does not expire any more'
      : `expires at ${describeMoment(at, now)}: kdeploy sweep deletes it then`
  emit({ type: 'notice', message: `${identityOf(release)} ${what}` })
  return written
}
