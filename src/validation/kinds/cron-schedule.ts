/** A field of a schedule: what it may be, and the names that stand for numbers. */
interface CronField {
  readonly name: string
  readonly least: number
  readonly most: number
  readonly names?: readonly string[]
}

const fields: readonly CronField[] = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day of the month', least: 1, most: 31 },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
  },
  { name: 'day of the week', least: 0, most: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
]

const descriptors = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']

const duration = /^[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)$/

/**
 * Why a CronJob's schedule can't be read, to complete a sentence; undefined where it can. The syntax is that of cron with five
 * fields, and of what the CronJob controller takes beside it: `@daily`, `@every 1h`.
 */
export function scheduleProblem(schedule: string): string | undefined {
  if (schedule.includes('TZ')) return 'must not have a time zone: write it into timeZone'
  if (schedule.startsWith('@')) return descriptorProblem(schedule)
  const parts = schedule.trim().split(/\s+/)
  if (parts.length !== fields.length)
    return `must have 5 fields (minute, hour, day of the month, month, day of the week), not ${parts.length}`
  for (const [index, field] of fields.entries()) {
    const problem = listProblem(parts[index] ?? '', field)
    if (problem !== undefined) return `has ${JSON.stringify(parts[index])} as ${field.name}, which ${problem}`
  }
  return undefined
}

function descriptorProblem(schedule: string): string | undefined {
  if (descriptors.includes(schedule)) return undefined
  const [, every] = /^@every (.*)$/.exec(schedule) ?? []
  if (every === undefined) return `must be one of ${descriptors.join(', ')} and @every DURATION`
  return duration.test(every) ? undefined : 'must have a duration such as 1h30m behind @every'
}

function listProblem(text: string, field: CronField): string | undefined {
  for (const part of text.split(',').filter((one) => one !== '')) {
    const problem = rangeProblem(part, field)
    if (problem !== undefined) return problem
  }
  return undefined
}

function rangeProblem(text: string, { least, most, names = [] }: CronField): string | undefined {
  const [range = '', step, ...tooManySteps] = text.split('/')
  const [low = '', high, ...tooManyHyphens] = range.split('-')
  if (tooManySteps.length > 0 || tooManyHyphens.length > 0) return 'has too many / or -'
  if (step !== undefined && !/^\d+$/.test(step)) return 'has a step that is not a number'
  if (step !== undefined && Number(step) === 0) return 'has a step of 0'
  if (low === '*' || low === '?') return undefined
  const first = numberOf(low, names, least)
  const last = high === undefined ? (step === undefined ? first : most) : numberOf(high, names, least)
  if (first === undefined || last === undefined)
    return names.length > 0 ? `is neither a number nor a name such as ${names[0]}` : 'is not a number'
  if (first < least || last > most) return `must be between ${least} and ${most}`
  return first > last ? 'begins after its end' : undefined
}

/** Names stand for the numbers from `least` on. */
function numberOf(text: string, names: readonly string[], least: number): number | undefined {
  const index = names.indexOf(text.toLowerCase())
  if (index >= 0) return index + least
  return /^\d+$/.test(text) ? Number(text) : undefined
}
