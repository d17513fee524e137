import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a Deployment or a ReplicaSet', () => {
  itSays('deployment', {
    'a Recreate with its rollingUpdate': ['spec.strategy.rollingUpdate: must be left out where the type is Recreate'],
    'no pod to lose and none to add': ['spec.strategy.rollingUpdate.maxUnavailable: must not be 0 where maxSurge is 0'],
    'more than all pods to lose': ['spec.strategy.rollingUpdate.maxUnavailable: must be at most 100%'],
    'more than all pods to add': [],
    'a percentage with a fraction': [
      'spec.strategy.rollingUpdate.maxSurge: must be an integer or a percentage such as 25%',
    ],
    'a count in quotes': ['spec.strategy.rollingUpdate.maxSurge: must be an integer or a percentage such as 25%'],
    'a deadline before it is ready': ['spec.progressDeadlineSeconds: must be more than minReadySeconds (300)'],
    'a default deadline before it is ready': [
      'spec.progressDeadlineSeconds: must be more than minReadySeconds (600), and is 600 where it is left out',
    ],
    'an empty selector': ['spec.selector: is empty'],
    'a selector of other labels': ['spec.template.metadata.labels: lacks what the selector names: app: api'],
    'an expression that its template meets': [],
    'an expression that its template does not meet': [
      'spec.template.metadata.labels: lacks what the selector names: tier DoesNotExist',
    ],
    'values for Exists': ['spec.selector.matchExpressions[0].values: must be left out with the operator Exists'],
    'a pod that runs once': ['spec.template.spec.restartPolicy: must be Always in a Deployment'],
    'a pod with a deadline': ['spec.template.spec.activeDeadlineSeconds: must be left out in a Deployment'],
  })

  itSays('replica-set', {
    'no template': ['spec.template: is missing'],
    'a selector of other labels': ['spec.template.metadata.labels: lacks what the selector names: app: other'],
  })
})
