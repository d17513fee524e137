import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('where pods run', () => {
  itSays('deployment', {
    'no skew': ['spec.template.spec.topologySpreadConstraints[0].maxSkew: must be at least 1'],
    'minDomains for ScheduleAnyway': [
      'spec.template.spec.topologySpreadConstraints[0].minDomains: must be left out unless whenUnsatisfiable is DoNotSchedule',
    ],
    'a label key that the selector has': [
      'spec.template.spec.topologySpreadConstraints[0].matchLabelKeys[0]: is in the labelSelector, too',
    ],
    'a label key without a selector': [
      'spec.template.spec.topologySpreadConstraints[0].matchLabelKeys: must be left out where there is no labelSelector',
    ],
  })

  itSays('deployment-recreate', {
    'no node selector terms': [
      'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: must have a term',
    ],
    'a weight above 100': [
      'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight: must be between 1 and 100',
    ],
    'a term without its topology': [
      'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: is empty',
    ],
    'a term of a namespace in upper case': [
      'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].namespaces[0]: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'two values for Gt': [
      'spec.template.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].preference.matchExpressions[0].values: must have exactly one value with the operator Gt',
    ],
    'a toleration of nothing': ['spec.template.spec.tolerations[0].operator: must be Exists where there is no key'],
    'a toleration of everything': [],
    'a value for Exists': ['spec.template.spec.tolerations[0].value: must be left out with the operator Exists'],
    'seconds for NoSchedule': [
      'spec.template.spec.tolerations[0].effect: must be NoExecute where there are tolerationSeconds',
    ],
    'a toleration that compares': ['spec.template.spec.tolerations[0].operator: must be Equal or Exists'],
  })
})
