import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a ResourceQuota or a LimitRange', () => {
  itSays('resource-quota-plain', {
    'an unknown resource': ['spec.hard.cpus: is not a resource of quotas'],
    'a resource of nodes': [],
    'half a pod': ['spec.hard.pods: must be a whole number'],
    'half a Job': ['spec.hard.count/jobs.batch: must be a whole number'],
    'scopes that exclude each other': ['spec.scopes: must not have both BestEffort and NotBestEffort'],
    'CPUs of best effort': ["spec.hard.cpu: must be left out: it doesn't count in the scope BestEffort"],
    'Services of ending pods': ["spec.hard.services: must be left out: it doesn't count in the scope Terminating"],
  })

  itSays('resource-quota', {
    'a value for a scope': ['spec.scopeSelector.matchExpressions[0].operator: must be Exists for the scope BestEffort'],
  })

  itSays('limit-range', {
    'at least more than at most': ['spec.limits[0].defaultRequest.cpu: must be at least min, 3'],
    'a default above at most': ['spec.limits[0].default.memory: must be at most max, 2Gi'],
    'a default request above its limit': ['spec.limits[0].defaultRequest.cpu: must be at most default, 500m'],
    'a default of pods': ['spec.limits[2].default: must be left out where the type is Pod'],
    'an unknown type': ['spec.limits[0].type: must be Container, Pod or PersistentVolumeClaim'],
    'a type twice': [
      'spec.limits[2].type: is the type of another entry, too',
      'spec.limits[2]: must have storage in min or max',
    ],
    'a claim without storage': ['spec.limits[1]: must have storage in min or max'],
    'an unknown resource': [
      'spec.limits[0].max.ram: is not a resource of containers: those are cpu, memory, ephemeral-storage, hugepages-SIZE and example.com/NAME',
    ],
  })
})
