import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a PodDisruptionBudget', () => {
  itSays('pod-disruption-budget', {
    'both bounds': ['spec.maxUnavailable: must be left out where there is minAvailable'],
    'more than all': ['spec.minAvailable: must be at most 100%'],
    'a negative number': ['spec.minAvailable: must not be negative'],
    'a number in quotes': ['spec.minAvailable: must be an integer or a percentage such as 25%'],
    'no bound': [],
    'an empty selector': [],
  })
})
