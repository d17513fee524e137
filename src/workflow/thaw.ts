import { deleteFreeze } from '../history/freezes.ts'
import { isInForce, type StoredFreeze } from '../history/records/freeze.ts'
import { identityOf } from '../history/records/release.ts'
import { identifyRelease } from './resolving/identify-release.ts'
import { withConnection } from './run/connect.ts'
import type { Emit } from './run/events.ts'
import type { ProfileInput } from './run/input.ts'
import { recordFailed } from './run/request-errors.ts'
import type { World } from './run/world.ts'

/** What a thaw lifted. */
export interface Thawed {
  /** undefined: the release was not frozen. */
  readonly lifted: StoredFreeze['freeze'] | undefined
}

/** Lifts the freeze of a profile's release, also one that can't be read, and tells which. One that is over is cleared away. */
export function thawProfile(input: ProfileInput, world: World, emit: Emit): Promise<Thawed> {
  return withConnection(input.target, world, async (connect) => {
    const { release } = await identifyRelease(input, connect, world, emit)
    const cluster = await connect()
    const found = await deleteFreeze(cluster, release).catch((error: unknown) => {
      throw recordFailed(error, `could not thaw ${identityOf(release)}`)
    })
    if (found === null || !isInForce(found, cluster.serverClock())) {
      emit({ type: 'notice', message: `${identityOf(release)} is not frozen${whenOver(found)}` })
      return { lifted: undefined }
    }
    emit({ type: 'thawed', release, freeze: found.freeze })
    return { lifted: found.freeze }
  })
}

function whenOver(found: StoredFreeze | null): string {
  if (found === null || 'unreadable' in found.freeze) return ''
  return `: the freeze by ${found.freeze.by} ended at ${found.freeze.until}`
}
