import { describeMoment, formatWhen } from '../../duration.ts'
import { shownLine } from '../../masking/shown.ts'
import type { Event } from '../../workflow/run/events.ts'
import type { ReleaseStatus } from '../../workflow/run/results.ts'
import type { Pen } from '../terminal/screen.ts'

type Told<Type extends Event['type']> = Extract<Event, { type: Type }>

/** `frozen   shop/prod_bus until 2026-12-24T17:00:00Z (in 3 days): year end` */
export function frozenLine({ release, freeze, now }: Told<'frozen'>, pen: Pen): string {
  const until = describeMoment(Date.parse(freeze.until), now)
  return `${pen.colour.cyan('frozen')}   ${nameOf(release)} until ${until}: ${shownLine(freeze.reason, pen.redact)}`
}

/** `thawed   shop/prod_bus: it was frozen by ann@desk until 2026-12-24T17:00:00Z: year end` */
export function thawedLine({ release, freeze }: Told<'thawed'>, pen: Pen): string {
  const was =
    'unreadable' in freeze
      ? `its freeze could not be read: ${freeze.unreadable}`
      : `it was frozen by ${freeze.by} until ${freeze.until}: ${freeze.reason}`
  return `${pen.colour.green('thawed')}   ${nameOf(release)}: ${shownLine(was, pen.redact)}`
}

/** `frozen until 2026-12-24T17:00:00Z (in 3 days) by ann@desk: year end`, for whoever only looks. `now` in milliseconds since 1970. */
export function describeFrozen(freeze: Told<'thawed'>['freeze'], now: number): string {
  if ('unreadable' in freeze) return `counts as frozen: its freeze can't be read: ${freeze.unreadable}`
  return `frozen until ${describeMoment(Date.parse(freeze.until), now)} by ${freeze.by}: ${freeze.reason}`
}

/** `expires 2026-12-24T17:00:00Z (in 3 days): kdeploy sweep deletes it then`. `now` in milliseconds since 1970. */
export function describeExpiry(expiry: NonNullable<ReleaseStatus['expiry']>, now: number): string {
  if ('unreadable' in expiry)
    return `expires at a time that can't be read (kdeploy sweep leaves it): ${expiry.unreadable}`
  const at = Date.parse(expiry.at)
  return at <= now
    ? `expired ${formatWhen(expiry.at, now)}: kdeploy sweep deletes it`
    : `expires ${describeMoment(at, now)}: kdeploy sweep deletes it then`
}

function nameOf({ name, profile }: Told<'frozen'>['release']): string {
  return `${name}/${profile}`
}
