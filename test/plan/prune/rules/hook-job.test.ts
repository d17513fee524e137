import { expect, test } from 'vitest'
import { hookJob } from '../../../../src/plan/prune/rules/hook-job.ts'
import { candidateOf, liveObject } from '../../../support/plan/candidate.ts'

const annotations = { 'kdeploy.dev/hook': 'before-apply' }
const job = candidateOf(liveObject('batch/v1/Job', 'migrate', { annotations }))

test('the Job of a hook is kept by a run that runs none', () => {
  expect(hookJob.decide(job, { skipsHooks: true })).toEqual({
    kind: 'keep',
    reason: 'this run runs no hooks, so their Jobs are kept',
  })
})

test('nothing is said of it where hooks run, nor of another Job', () => {
  expect(hookJob.decide(job, { skipsHooks: false })).toBeUndefined()
  expect(hookJob.decide(candidateOf(liveObject('batch/v1/Job', 'report')), { skipsHooks: true })).toBeUndefined()
})
