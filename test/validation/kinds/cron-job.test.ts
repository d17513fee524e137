import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a CronJob', () => {
  itSays('cron-job', {
    'a name of 53 characters': ['metadata.name: must have at most 52 characters, not 53: its Jobs get longer names'],
    'a name of 52 characters': [],
    'six fields': ['spec.schedule: must have 5 fields (minute, hour, day of the month, month, day of the week), not 6'],
    'four fields': [
      'spec.schedule: must have 5 fields (minute, hour, day of the month, month, day of the week), not 4',
    ],
    'minute 60': ['spec.schedule: has "60" as minute, which must be between 0 and 59'],
    'day 0': ['spec.schedule: has "0" as day of the month, which must be between 1 and 31'],
    'Sunday as 7': ['spec.schedule: has "7" as day of the week, which must be between 0 and 6'],
    'a day in full': [
      'spec.schedule: has "monday" as day of the week, which is neither a number nor a name such as sun',
    ],
    'a month by name': [],
    'a step of 0': ['spec.schedule: has "*/0" as minute, which has a step of 0'],
    'a step of nothing': ['spec.schedule: has "*/" as minute, which has a step that is not a number'],
    'a range backwards': ['spec.schedule: has "18-6" as hour, which begins after its end'],
    'a list': [],
    'a list with an empty part': [],
    'a list that ends in a comma': [],
    'a step from a number': [],
    'a question mark': [],
    'a last day': ['spec.schedule: has "L" as day of the month, which is not a number'],
    letters: ['spec.schedule: has "a" as minute, which is not a number'],
    'more blanks': [],
    'every hour by name': [],
    'every fortnight by name': [
      'spec.schedule: must be one of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly and @every DURATION',
    ],
    'every 90 minutes': [],
    'every day by duration': ['spec.schedule: must have a duration such as 1h30m behind @every'],
    'a time zone in front': ['spec.schedule: must not have a time zone: write it into timeZone'],
    'a cron time zone in front': ['spec.schedule: must not have a time zone: write it into timeZone'],
    'an unknown time zone': ['spec.timeZone: is not a time zone'],
    'a time zone in lower case': ['spec.timeZone: is not a time zone'],
    'an abbreviated time zone': ['spec.timeZone: is not a time zone'],
    'an outdated name of a time zone': [],
    'an offset': ['spec.timeZone: is not a time zone'],
    'the local time': ['spec.timeZone: is not a time zone'],
    UTC: [],
    'a zone of Etc': [],
    'no restart policy': [
      'spec.jobTemplate.spec.template.spec.restartPolicy: is missing: it must be OnFailure or Never in a Job',
    ],
    'a selector': ['spec.jobTemplate.spec.selector: must be left out: the API server writes it'],
    'a manual selector': ['spec.jobTemplate.spec.manualSelector: must not be true in a CronJob'],
  })
})
