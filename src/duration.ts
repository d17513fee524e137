const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `90s`, `5m`, `1h30m`, `500ms` as Go's time.ParseDuration reads them, in milliseconds; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)]
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return undefined
  return parts.reduce((sum, [, number, unit]) => sum + Number(number) * (units[unit ?? ''] ?? 0), 0)
}

/** Milliseconds as a person says them: `1.4 s`, `2 min 05 s`. */
export function formatElapsed(milliseconds: number): string {
  const total = milliseconds / 1000
  if (total < 59.95) return `${total.toFixed(1)} s`
  const whole = Math.round(total)
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** For a narrow column, as kubectl writes ages: `12s`, `1m05s`, `2h03m`. */
export function formatAge(milliseconds: number): string {
  const total = Math.max(0, Math.floor(milliseconds / 1000))
  const [minutes, hours] = [Math.floor(total / 60), Math.floor(total / 3600)]
  if (total < 60) return `${total}s`
  if (hours < 1) return `${minutes}m${String(total % 60).padStart(2, '0')}s`
  if (hours < 48) return `${hours}h${String(minutes % 60).padStart(2, '0')}m`
  return `${Math.floor(hours / 24)}d`
}

/** How long ago, in the largest unit that fits: `just now`, `5 min ago`, `3 days ago`. */
export function formatAgo(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ago`
  return `${Math.floor(hours / 24)} days ago`
}

/** A time limit, without what it doesn't need: `90 s`, `10 min`, `0.3 s`. */
export function formatDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.ceil(milliseconds / 100) / 10} s`
  const seconds = Math.round(milliseconds / 1000)
  return seconds >= 120 && seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`
}

/** A moment for a list: `5 min ago (2026-11-21T05:00:00Z)`; `-` for `''`. `time` is RFC 3339, `now` in milliseconds since 1970. */
export function formatWhen(time: string, now: number): string {
  return time === '' ? '-' : `${formatAgo(now - Date.parse(time))} (${time.replace(/\.\d+Z$/, 'Z')})`
}

/** A moment as a person gives it: so many milliseconds from now, or in milliseconds since 1970. */
export type Moment = { readonly after: number } | { readonly at: number }

const dayLong = 86_400_000

/** RFC 3339, to the second at least. */
const rfc3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/

/** A date, and a time of day without a time zone. */
const local = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?$/

/**
 * `3d`, `8h`, `1d12h` from now; RFC 3339; `2026-12-24 18:00`, or a date alone, which means its first moment, both in this machine's time
 * zone. undefined for anything else, and for what no calendar or clock has.
 */
export function parseMoment(text: string): Moment | undefined {
  const after = parseLongDuration(text)
  if (after !== undefined) return { after }
  const [, date = '', time, fraction = '', zone = ''] = rfc3339.exec(text) ?? []
  if (time !== undefined) {
    const at = Date.parse(`${date}T${time}${fraction}${zone.toUpperCase()}`)
    return Number.isNaN(at) || !isOnCalendar(date) ? undefined : { at }
  }
  const parts = local.exec(text)
  if (parts === null) return undefined
  const [, ...fields] = parts
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields.map((field) => Number(field ?? 0))
  if (hour > 23 || minute > 59 || second > 59) return undefined
  if (!isOnCalendar(text.replace(/[T ].*/, ''))) return undefined
  return { at: new Date(year, month - 1, day, hour, minute, second).getTime() }
}

/** A duration that may begin with days; none without a positive length. */
function parseLongDuration(text: string): number | undefined {
  const [, days, rest = ''] = /^(?:(\d{1,5})d)?(.*)$/.exec(text) ?? []
  const within = rest === '' && days !== undefined ? 0 : parseDuration(rest)
  const length = within === undefined ? 0 : Number(days ?? 0) * dayLong + within
  return length > 0 && Number.isSafeInteger(Math.round(length)) ? Math.round(length) : undefined
}

/** Whether there is such a day: JavaScript takes February 30 for March 2. */
function isOnCalendar(date: string): boolean {
  const at = Date.parse(`${date}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}

/** `moment` in milliseconds since 1970, `now` being what the clock says that counts. */
export function resolveMoment(moment: Moment, now: number): number {
  return 'at' in moment ? moment.at : now + moment.after
}

/** RFC 3339 in UTC, to the second, as records and messages have it. */
export function formatTime(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

/** How long until then, in the largest unit that fits: `in 40 s`, `in 5 min`, `in 8 h`, `in 3 days`; `now` for what is past. */
export function formatIn(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds <= 0) return 'now'
  if (seconds < 120) return `in ${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `in ${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `in ${hours} h` : `in ${Math.round(hours / 24)} days`
}

/**
 * A moment in full: `2026-12-24T17:00:00Z (in 23 days; here 2026-12-24 18:00 +01:00)`. The time zone of this machine is left out where it
 * is UTC.
 */
export function describeMoment(at: number, now: number): string {
  const offset = -new Date(at).getTimezoneOffset()
  const here = offset === 0 ? '' : `; here ${localTime(at, offset)}`
  return `${formatTime(at)} (${formatIn(at - now)}${here})`
}

/** `offset` in minutes. */
function localTime(at: number, offset: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const length = Math.abs(offset)
  const shifted = formatTime(at + offset * 60_000)
    .replace('T', ' ')
    .replace(/(:00)?Z$/, '')
  return `${shifted} ${offset < 0 ? '-' : '+'}${two(Math.floor(length / 60))}:${two(length % 60)}`
}
