import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest } from './manifests.ts'

describe('the rule cron-job-overlap', () => {
  it('finds a CronJob that leaves it to the default, and passes one that says it', () => {
    expect(foundIn('cron-job-overlap', manifest('batch/v1', 'CronJob', 'a', 'schedule: "@daily"'))).toEqual([
      ['no concurrencyPolicy: runs may overlap', 'spec:'],
    ])
    const said = manifest('batch/v1', 'CronJob', 'a', 'concurrencyPolicy: Allow')
    expect(foundIn('cron-job-overlap', said)).toEqual([])
  })
})
