import { describeMoment, formatIn } from '../../../duration.ts'
import { KdeployError } from '../../../errors.ts'
import { freezeNameOf, isInForce, type StoredFreeze } from '../../../history/records/freeze.ts'
import { identityOf, type Release } from '../../../history/records/release.ts'
import { shellWords } from '../../../shell-words.ts'
import type { Policy } from '../../run/policy.ts'
import type { Run } from '../../run/run.ts'

/**
 * Does what the policy says where the release is frozen now, by the API server's clock.
 * @throws KdeployError `release-frozen`, also for a freeze that can't be read
 */
export function heedFreeze(
  { cluster, emit }: Pick<Run, 'cluster' | 'emit'>,
  release: Release,
  freeze: StoredFreeze | null,
  how: Policy['freezes'],
): void {
  const now = cluster.serverClock()
  if (how === 'ignore' || freeze === null || !isInForce(freeze, now)) return
  if (how === 'refuse') throw frozen(release, freeze, now)
  emit({ type: 'notice', message: describeFreeze(release, freeze, now) })
}

/** `shop/prod_bus/ns is frozen until 2026-12-24T17:00:00Z (in 3 days) by ann@desk: year end` */
export function describeFreeze(release: Release, { freeze }: Pick<StoredFreeze, 'freeze'>, now: number): string {
  if ('unreadable' in freeze)
    return `${identityOf(release)} counts as frozen: the Secret ${release.namespace}/${freezeNameOf(release)} can't be read as a freeze: ${freeze.unreadable}`
  const { until, by, reason } = freeze
  return `${identityOf(release)} is frozen until ${describeMoment(Date.parse(until), now)} by ${by}: ${reason}`
}

function frozen(release: Release, stored: StoredFreeze, now: number): KdeployError {
  const thaw = shellWords(['kdeploy', 'thaw', '-p', release.profile])
  const { freeze } = stored
  return new KdeployError({
    code: 'release-frozen',
    category: 'conflict',
    message: describeFreeze(release, stored, now),
    hint:
      'unreadable' in freeze
        ? `to lift it: ${thaw}, or freeze it again`
        : `to lift it: ${thaw}; it ends by itself ${formatIn(Date.parse(freeze.until) - now)}, and an undo is not refused`,
  })
}

/** The facts of a freeze that is in force, for whoever only looks; undefined where none is. */
export function freezeInForce(freeze: StoredFreeze | null, now: number): StoredFreeze['freeze'] | undefined {
  return freeze !== null && isInForce(freeze, now) ? freeze.freeze : undefined
}
