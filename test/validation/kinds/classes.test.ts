import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a StorageClass or a PriorityClass', () => {
  itSays('storage-class', {
    'a policy of old': ['reclaimPolicy: must be Delete or Retain'],
    'a provisioner with a space': [
      'provisioner: must be a name such as app or example.com/app: letters, digits, -, _ and ., at most 63 behind the slash, with a letter or digit at both ends',
    ],
    'a provisioner in upper case': [],
  })

  itSays('priority-class', {
    'a name of the system': ["metadata.name: must not begin with system-: such names are Kubernetes' own"],
    'the largest value': [],
    'too large a value': ['value: must be at most 1000000000'],
    'a negative value': [],
    'no value': [],
  })
})
