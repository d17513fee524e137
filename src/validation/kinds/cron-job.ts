import type { Field } from '../forms/field.ts'
import { checkNotNegative } from '../forms/numbers.ts'
import { checkFilled } from '../forms/texts.ts'
import { scheduleProblem } from './cron-schedule.ts'
import { checkJobSpec } from './job.ts'
import { checkTimeZone } from './time-zone.ts'

/** The name of each Job is the CronJob's with 11 characters behind it. */
const mostName = 52

export function checkCronJob(object: Field): void {
  const name = object.below('metadata', 'name')
  if ((name.text?.length ?? 0) > mostName)
    name.refuse(`must have at most ${mostName} characters, not ${name.text?.length}: its Jobs get longer names`)
  const spec = object.at('spec')
  checkNotNegative(spec, 'startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit')
  const schedule = spec.at('schedule')
  const problem = checkFilled(schedule) ? scheduleProblem(schedule.text ?? '') : undefined
  if (problem !== undefined) schedule.refuse(problem)
  const zone = spec.at('timeZone')
  if (zone.text !== undefined) {
    const { isZone, hint } = checkTimeZone(zone.text)
    if (!isZone) zone.refuse('is not a time zone', hint)
  }
  const template = spec.at('jobTemplate')
  const job = template.at('spec')
  if (!job.isSet) return
  checkJobSpec(job)
  if (job.at('selector').isSet) job.at('selector').refuse('must be left out: the API server writes it')
  if (job.at('manualSelector').value === true) job.at('manualSelector').refuse('must not be true in a CronJob')
}
