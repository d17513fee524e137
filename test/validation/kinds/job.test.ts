import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Job', () => {
  itSays('job', {
    'no completions': ['spec.completions: is missing: the completionMode is Indexed'],
    'no indexes': [
      'spec.backoffLimitPerIndex: must be left out unless the completionMode is Indexed',
      'spec.maxFailedIndexes: must be left out unless the completionMode is Indexed',
    ],
    'a pod that is restarted': ['spec.template.spec.restartPolicy: must be Never where there is a podFailurePolicy'],
    'more failed indexes than there are': ['spec.maxFailedIndexes: must be at most 5'],
    'a failure of no container': [
      'spec.podFailurePolicy.rules[0].onExitCodes.containerName: is not a container of the pod',
    ],
    'exit codes out of order': ['spec.podFailurePolicy.rules[0].onExitCodes.values: must be in ascending order'],
    'the exit code 0': ['spec.podFailurePolicy.rules[0].onExitCodes.values[0]: must not be 0 with the operator In'],
    'pods replaced at once': ['spec.podReplacementPolicy: must be Failed where there is a podFailurePolicy'],
    'no limit per index': [
      'spec.backoffLimitPerIndex: is missing: there are maxFailedIndexes',
      'spec.podFailurePolicy.rules[0].action: must not be FailIndex where there is no backoffLimitPerIndex',
    ],
    'a success of more than all': ['spec.successPolicy.rules[0].succeededCount: must be at most the completions, 5'],
    'a success of some indexes': [],
    'a success of odd indexes': ['spec.successPolicy.rules[0].succeededIndexes: must be indexes such as 0,2-4'],
    'a name that makes no host name': [
      'metadata.name: makes a.b-4 a host name, which must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'a name of 63 characters': [
      `metadata.name: makes ${'a'.repeat(63)}-4 a host name, which must have at most 63 characters, not 65`,
    ],
  })

  itSays('job-plain', {
    'no restart policy': ['spec.template.spec.restartPolicy: is missing: it must be OnFailure or Never in a Job'],
    'a pod that runs on': ['spec.template.spec.restartPolicy: must be OnFailure or Never in a Job'],
    'a selector': ['spec.selector: must be left out: the API server writes it'],
    'a selector by hand': [],
    'a selector by hand of other labels': ['spec.template.metadata.labels: lacks what the selector names: app: once'],
    'a manager without a domain': ['spec.managedBy: must be a domain with a path: example.com/name'],
    'a manager': [],
  })
})
