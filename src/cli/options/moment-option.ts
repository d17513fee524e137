import { InvalidArgumentError } from 'commander'
import { formatTime, type Moment, parseMoment } from '../../duration.ts'

/** How far the API server's clock, which decides, may be behind this machine's, in milliseconds. */
const clockSkew = 600_000

/** A time, or a duration from now. What is long past by this machine's clock, `now`, is refused before anything is asked or read. */
export function readMoment(text: string, _previous?: unknown, now: () => number = Date.now): Moment {
  const moment = parseMoment(text.trim())
  if (moment === undefined)
    throw new InvalidArgumentError(
      'Use a duration from now (3d, 8h), a date (2026-12-24), a local time (2026-12-24 18:00), or RFC 3339 (2026-12-24T18:00:00Z).',
    )
  if ('at' in moment && moment.at < now() - clockSkew)
    throw new InvalidArgumentError(`That is past, it is ${formatTime(now())} here. Use a time in the future.`)
  return moment
}

/** When a release expires; `never`: it doesn't any more. */
export function readExpiry(text: string): Moment | 'never' {
  return text.trim() === 'never' ? 'never' : readMoment(text)
}
