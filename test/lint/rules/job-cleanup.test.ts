import { describe, expect, it } from 'vitest'
import { foundIn } from './findings-of.ts'
import { manifest } from './manifests.ts'

describe('the rule job-cleanup', () => {
  it('finds a Job that stays, and passes one that goes', () => {
    expect(foundIn('job-cleanup', manifest('batch/v1', 'Job', 'a', 'backoffLimit: 1'))).toEqual([
      ['no ttlSecondsAfterFinished: the finished Job stays', 'spec:'],
    ])
    expect(foundIn('job-cleanup', manifest('batch/v1', 'Job', 'a', 'ttlSecondsAfterFinished: 0'))).toEqual([])
    const hook = manifest('batch/v1', 'Job', 'a', 'backoffLimit: 1').replace(
      'name: a',
      'name: a\n  annotations: {kdeploy.dev/hook: pre-apply}',
    )
    expect(foundIn('job-cleanup', hook)).toEqual([])
  })
})
