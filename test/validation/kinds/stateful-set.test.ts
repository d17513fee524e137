import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a StatefulSet', () => {
  itSays('stateful-set', {
    'an OnDelete with its rollingUpdate': [
      'spec.updateStrategy.rollingUpdate: must be left out where the type is OnDelete',
    ],
    'an OnDelete': [],
    'no serviceName': [],
    'a serviceName of two parts': [
      'spec.serviceName: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'a claim without a size': ['spec.volumeClaimTemplates[0].spec.resources.requests.storage: is missing'],
    'a claim of another name': ['spec.template.spec.containers[0].volumeMounts[0].name: is not a volume of the pod'],
    'a volume with the name of a claim': [],
    'a negative ordinal': ['spec.ordinals.start: must not be negative'],
    'a pod that runs once': ['spec.template.spec.restartPolicy: must be Always in a StatefulSet'],
  })
})
