import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a DaemonSet', () => {
  itSays('daemon-set', {
    'pods to add and to lose': ['spec.updateStrategy.rollingUpdate.maxSurge: must be 0 where maxUnavailable is not'],
    'pods to add': ['spec.updateStrategy.rollingUpdate.maxSurge: must be 0 where maxUnavailable is not'],
    'pods to add and none to lose': [],
    'no pods to lose': ['spec.updateStrategy.rollingUpdate.maxUnavailable: must not be 0 where maxSurge is 0'],
    'a selector of other labels': ['spec.template.metadata.labels: lacks what the selector names: app: other'],
  })
})
