import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a pod spec', () => {
  itSays('deployment', {
    'a priority class in upper case': [
      'spec.template.spec.priorityClassName: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a service account with a colon': [
      'spec.template.spec.serviceAccountName: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a host name of two parts': [
      'spec.template.spec.hostname: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'a node selector with a slash in its value': [
      'spec.template.spec.nodeSelector.disk: must be letters, digits, -, _ and ., with a letter or digit at both ends',
    ],
  })

  itSays('deployment-recreate', { 'a negative grace period': [] })
})
