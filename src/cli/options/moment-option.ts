import { InvalidArgumentError } from 'commander'
import { type Moment, parseMoment } from '../../duration.ts'

/** A time, or a duration from now. */
export function readMoment(text: string): Moment {
  const moment = parseMoment(text.trim())
  if (moment !== undefined) return moment
  throw new InvalidArgumentError(
    'Use a duration from now (3d, 8h), a date (2026-12-24), a local time (2026-12-24 18:00), or RFC 3339 (2026-12-24T18:00:00Z).',
  )
}

/** When a release expires; `never`: it doesn't any more. */
export function readExpiry(text: string): Moment | 'never' {
  return text.trim() === 'never' ? 'never' : readMoment(text)
}
