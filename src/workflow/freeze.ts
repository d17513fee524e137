import { describeMoment, formatTime, type Moment, resolveMoment } from '../duration.ts'
import { KdeployError } from '../errors.ts'
import { writeFreeze } from '../history/freezes.ts'
import { type Freeze, isInForce, type StoredFreeze } from '../history/records/freeze.ts'
import { identityOf, type Release } from '../history/records/release.ts'
import { momentPast } from './planning/facts/moment-past.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { getNamespaceIfAllowed } from './run/namespace.ts'
import { recordFailed } from './run/request-errors.ts'
import type { World } from './run/world.ts'
import { readLockIfAllowed } from './status/read-lock.ts'

export interface FreezeOptions {
  /** By the API server's clock. */
  readonly until: Moment
  /** Why, in a person's words. */
  readonly reason: string
}

/**
 * Freezes a profile's release: until then no command writes to it but an undo, and `thaw`. One that is frozen already gets this freeze in place of that. It
 * takes no lock: a run that is under way is told of, and not stopped; whatever takes the lock afterwards finds the freeze.
 * @throws KdeployError `moment-past`, `namespace-missing`
 */
export function freezeProfile(
  input: ProfileInput,
  { until: moment, reason }: FreezeOptions,
  world: World,
  emit: Emit,
): Promise<Freeze> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    if ((await getNamespaceIfAllowed(cluster, release.namespace)) === null) throw namespaceMissing(release)
    // The answer has told its time.
    const now = cluster.serverClock()
    const until = resolveMoment(moment, now)
    if (until <= now) throw momentPast(until, now)
    const freeze = { until: formatTime(until), since: formatTime(now), by: world.deployer, reason }
    const before = await writeFreeze(cluster, release, freeze).catch((error: unknown) => {
      throw recordFailed(error, `could not freeze ${identityOf(release)}`)
    })
    if (before !== null && isInForce(before, now)) emit({ type: 'notice', message: describeReplaced(before, now) })
    emit({ type: 'frozen', release, freeze, now })
    // After the freeze: whoever takes the lock later sees it.
    const lock = await readLockIfAllowed(cluster, release)
    if (lock?.isAlive === true) {
      const message = `${lock.holder} writes to ${identityOf(release)} right now (since ${lock.since}): that run is not stopped`
      emit({ type: 'warning', message })
    }
    return freeze
  })
}

function describeReplaced({ freeze }: StoredFreeze, now: number): string {
  if ('unreadable' in freeze) return `replacing a freeze that can't be read: ${freeze.unreadable}`
  return `replacing the freeze until ${describeMoment(Date.parse(freeze.until), now)} by ${freeze.by}: ${freeze.reason}`
}

function namespaceMissing(release: Release): KdeployError {
  return new KdeployError({
    code: 'namespace-missing',
    category: 'input',
    message: `namespace ${release.namespace} of ${identityOf(release)} does not exist: a freeze is recorded there`,
    hint: `create it first: kubectl create namespace ${release.namespace}`,
  })
}
