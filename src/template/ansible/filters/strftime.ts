import { defineFilter, type Filter } from '../../filters/filter.ts'
import { PyError, raise } from '../../python/error.ts'
import { toFloatValue } from '../../python/numbers.ts'
import type { PyValue } from '../../python/object.ts'
import { strText, typeName } from '../../python/show.ts'
import { signature } from '../../python/signature.ts'
import { derive, isText, textOf } from '../../python/text.ts'

/** Filters of times. */
export const timeFilters: readonly Filter[] = [
  /**
   * A moment, in seconds since 1970, as its format says (Ansible `strftime`, Python's time.strftime in the locale C). Always in
   * UTC, and never the present: a template gives the same on every machine, at any time.
   */
  defineFilter(
    'strftime',
    signature('strftime', 'string_format', 'second=None', 'utc=False'),
    (_frame, format = null, second = null) => {
      if (second === null) raise('NotImplementedError', `strftime without a second is the present time: ${useVariable}`)
      const seconds = secondsOf(second)
      if (!isText(format)) raise('TypeError', `strftime() argument 1 must be str, not ${typeName(format)}`)
      return derive(formatTime(textOf(format), new Date(seconds * 1000)), format, second)
    },
  ),
]

const useVariable = 'a deploy renders the same twice, so declare the time as a variable'

function secondsOf(value: PyValue): number {
  try {
    return Math.floor(toFloatValue(value))
  } catch (error) {
    if (!(error instanceof PyError)) throw error
    return raise('AnsibleTemplatePluginError', `Invalid value for epoch value (${strText(value)})`)
  }
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
]

function formatTime(format: string, time: Date): string {
  if (Number.isNaN(time.getTime())) raise('OverflowError', 'timestamp out of range for platform time_t')
  return format.replace(/%([-_0^]?)([a-zA-Z%])/g, (whole, flag: string, letter: string) => {
    const written = Object.hasOwn(directives, letter) ? directives[letter]?.(time) : undefined
    if (written === undefined) return whole
    if (flag === '^') return written.toUpperCase()
    if (flag === '-') return written.replace(/^[0 ]+(?=.)/, '')
    return flag === ''
      ? written
      : written.replace(/^[0 ]+(?=.)/, (zeros) => (flag === '_' ? ' ' : '0').repeat(zeros.length))
  })
}

const directives: Readonly<Record<string, (time: Date) => string>> = {
  '%': () => '%',
  A: (time) => days[time.getUTCDay()] ?? '',
  a: (time) => (days[time.getUTCDay()] ?? '').slice(0, 3),
  B: (time) => months[time.getUTCMonth()] ?? '',
  b: (time) => (months[time.getUTCMonth()] ?? '').slice(0, 3),
  C: (time) => padded(Math.floor(time.getUTCFullYear() / 100)),
  c: (time) => formatTime('%a %b %e %H:%M:%S %Y', time),
  D: (time) => formatTime('%m/%d/%y', time),
  d: (time) => padded(time.getUTCDate()),
  e: (time) => String(time.getUTCDate()).padStart(2),
  F: (time) => formatTime('%Y-%m-%d', time),
  G: (time) => String(isoWeek(time).year),
  g: (time) => padded(isoWeek(time).year % 100),
  H: (time) => padded(time.getUTCHours()),
  h: (time) => formatTime('%b', time),
  I: (time) => padded(twelve(time)),
  j: (time) => padded(dayOfYear(time) + 1, 3),
  k: (time) => String(time.getUTCHours()).padStart(2),
  l: (time) => String(twelve(time)).padStart(2),
  M: (time) => padded(time.getUTCMinutes()),
  m: (time) => padded(time.getUTCMonth() + 1),
  n: () => '\n',
  P: (time) => (time.getUTCHours() < 12 ? 'am' : 'pm'),
  p: (time) => (time.getUTCHours() < 12 ? 'AM' : 'PM'),
  R: (time) => formatTime('%H:%M', time),
  r: (time) => formatTime('%I:%M:%S %p', time),
  S: (time) => padded(time.getUTCSeconds()),
  s: (time) => String(time.getTime() / 1000),
  T: (time) => formatTime('%H:%M:%S', time),
  t: () => '\t',
  U: (time) => padded(Math.floor((dayOfYear(time) + 7 - time.getUTCDay()) / 7)),
  u: (time) => String(time.getUTCDay() || 7),
  V: (time) => padded(isoWeek(time).week),
  W: (time) => padded(Math.floor((dayOfYear(time) + 7 - ((time.getUTCDay() + 6) % 7)) / 7)),
  w: (time) => String(time.getUTCDay()),
  X: (time) => formatTime('%H:%M:%S', time),
  x: (time) => formatTime('%m/%d/%y', time),
  Y: (time) => String(time.getUTCFullYear()),
  y: (time) => padded(time.getUTCFullYear() % 100),
  Z: () => 'GMT',
  z: () => '+0000',
}

function padded(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}

function twelve(time: Date): number {
  return time.getUTCHours() % 12 || 12
}

const day = 24 * 60 * 60 * 1000

/** From 0. */
function dayOfYear(time: Date): number {
  return Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / day)
}

/** The week of ISO 8601, which belongs to the year of its Thursday. */
function isoWeek(time: Date): { year: number; week: number } {
  const thursday = new Date(time.getTime() + (4 - (time.getUTCDay() || 7)) * day)
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 }
}
