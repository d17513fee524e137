import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Namespace', () => {
  itSays('namespace', {
    'a name of two parts': [
      'metadata.name: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'a name in upper case': [
      'metadata.name: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'a long name': ['metadata.name: must have at most 63 characters, not 64'],
    'an unknown level': ['metadata.labels.pod-security.kubernetes.io/warn: must be privileged, baseline or restricted'],
    'a version of a level': [
      'metadata.labels.pod-security.kubernetes.io/warn-version: must be latest or a version such as v1.36',
    ],
  })
})
