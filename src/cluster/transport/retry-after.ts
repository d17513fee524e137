/**
 * A Retry-After header in seconds, also where it is a date (RFC 9110, 10.2.3), which counts from the answer's own; undefined for
 * anything else.
 */
export function secondsOf(header: string | undefined, date: string | undefined): number | undefined {
  if (header === undefined) return undefined
  if (/^\s*\d{1,15}\s*$/.test(header)) return Number(header)
  const until = /\d{2}:\d{2}:\d{2}/.test(header) ? Date.parse(header) : Number.NaN
  const from = Date.parse(date ?? '')
  if (Number.isNaN(until)) return undefined
  return Math.max(0, Math.ceil((until - (Number.isNaN(from) ? Date.now() : from)) / 1000))
}
