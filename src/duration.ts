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
