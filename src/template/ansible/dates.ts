import type { Taint } from '../provenance.ts'
import type { Comparison } from '../python/compare.ts'
import { PyFunction } from '../python/function.ts'
import { type Provenance, PyObject, type PyValue } from '../python/object.ts'
import { signature } from '../python/signature.ts'
import { derive, uniteProvenance } from '../python/text.ts'
import { traceNumber } from '../python/traced.ts'

/** The parts of a `datetime.datetime`; of a `datetime.date` where there is no time. */
export interface DateParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly time?: TimeParts | undefined
}

export interface TimeParts {
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly microsecond: number
  /** Minutes east of UTC; undefined for a time without zone. */
  readonly offset: number | undefined
}

/** Python's `datetime.date` and `datetime.datetime`, which YAML timestamps are read as. */
export class PyDate extends PyObject {
  readonly typeName: 'date' | 'datetime'
  readonly parts: DateParts
  readonly provenance: Provenance | null

  constructor(parts: DateParts, provenance: Provenance | null = null) {
    super()
    this.parts = parts
    this.provenance = provenance
    this.typeName = parts.time === undefined ? 'date' : 'datetime'
  }

  override get moduleName(): string {
    return 'datetime'
  }

  /** `isoformat()`, with what stands between date and time. */
  isoText(separator: string): string {
    const { year, month, day, time } = this.parts
    const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
    if (time === undefined) return date
    const fraction = time.microsecond === 0 ? '' : `.${String(time.microsecond).padStart(6, '0')}`
    const zone = time.offset === undefined ? '' : offsetText(time.offset)
    return `${date}${separator}${two(time.hour)}:${two(time.minute)}:${two(time.second)}${fraction}${zone}`
  }

  override pyProvenance(): Provenance | null {
    return this.provenance
  }

  override pyWithTaints(taints: readonly Taint[]): PyValue {
    return new PyDate(this.parts, uniteProvenance(this.provenance, taints))
  }

  override pyStr(): PyValue {
    return derive(this.isoText(' '), this)
  }

  override pyRepr(): string {
    const { year, month, day, time } = this.parts
    const numbers = [year, month, day]
    if (time === undefined) return `datetime.date(${numbers.join(', ')})`
    numbers.push(time.hour, time.minute)
    if (time.second !== 0 || time.microsecond !== 0) numbers.push(time.second)
    if (time.microsecond !== 0) numbers.push(time.microsecond)
    const zone = time.offset === undefined ? '' : `, tzinfo=${zoneRepr(time.offset)}`
    return `datetime.datetime(${numbers.join(', ')}${zone})`
  }

  override pyGetAttribute(name: string): PyValue | undefined {
    const { time, ...date } = this.parts
    switch (name) {
      case 'year':
      case 'month':
      case 'day':
        return traceNumber(date[name], this.provenance)
      case 'hour':
      case 'minute':
      case 'second':
      case 'microsecond':
        return time && traceNumber(time[name], this.provenance)
      case 'isoformat':
        return new PyFunction(name, signature(name), () => derive(this.isoText('T'), this))
      default:
        return undefined
    }
  }

  override pyEquals(other: PyValue): boolean | undefined {
    return other instanceof PyDate
      ? other.typeName === this.typeName && other.#instant() === this.#instant()
      : undefined
  }

  override pyCompare(other: PyValue, operator: Comparison): boolean | undefined {
    if (!(other instanceof PyDate) || other.typeName !== this.typeName) return undefined
    const difference = this.#instant() - other.#instant()
    if (operator === '<') return difference < 0
    if (operator === '<=') return difference <= 0
    return operator === '>' ? difference > 0 : difference >= 0
  }

  override pyHashKey(): string {
    return `\0d${this.typeName}${this.#instant()}`
  }

  /** Microseconds since 1970, by the date's own clock where it has no zone. */
  #instant(): number {
    const { year, month, day, time } = this.parts
    const { hour = 0, minute = 0, second = 0, microsecond = 0, offset = 0 } = time ?? {}
    return Date.UTC(year, month - 1, day, hour, minute - offset, second) * 1000 + microsecond
  }
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

function zoneRepr(minutes: number): string {
  if (minutes === 0) return 'datetime.timezone.utc'
  const days = minutes < 0 ? 'days=-1, ' : ''
  const seconds = (minutes < 0 ? 24 * 60 + minutes : minutes) * 60
  return `datetime.timezone(datetime.timedelta(${days}seconds=${seconds}))`
}
