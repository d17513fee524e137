import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Pod or a ReplicationController', () => {
  itSays('replication-controller', {
    'no selector and no labels': ['spec.selector: is missing, and the template has no labels'],
    'no selector': [],
    'a selector of other labels': ['spec.template.metadata.labels: lacks what the selector names: app: other'],
  })

  itSays('pod', {
    'a node with its scheduling gates': ['spec.nodeName: must be left out where there are schedulingGates'],
    'a deadline of nothing': ['spec.activeDeadlineSeconds: must be between 1 and 2147483647'],
  })
})
