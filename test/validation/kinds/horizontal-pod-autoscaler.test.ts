import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a HorizontalPodAutoscaler', () => {
  itSays('horizontal-pod-autoscaler', {
    'fewer than at least': ['spec.maxReplicas: must be at least minReplicas, 11'],
    'at least none': ['spec.minReplicas: must be at least 1'],
    'at most none': ['spec.maxReplicas: must be at least 1'],
    'a target without its group': ['spec.scaleTargetRef.apiVersion: must have a group: apps/v1'],
    'a target without its version': ['spec.scaleTargetRef.apiVersion: is missing'],
    'no metrics': [],
    'a metric of another type': [
      'spec.metrics[0].pods: must be left out where the type is Resource',
      'spec.metrics[0].resource: is missing: the type is Resource',
    ],
    'a metric without a target': ['spec.metrics[0].resource.target: must have averageUtilization or averageValue'],
    'a metric of both targets': [
      'spec.metrics[0].resource.target.averageValue: must be left out where there is averageUtilization',
    ],
    'a metric of an odd target type': [
      'spec.metrics[0].resource.target.type: must be Utilization, Value or AverageValue',
    ],
    'a metric of 0 percent': ['spec.metrics[0].resource.target.averageUtilization: must be at least 1'],
    'a metric with a slash in its name': ['spec.metrics[0].pods.metric.name: must have no slash and no percent sign'],
    'a long window': ['spec.behavior.scaleDown.stabilizationWindowSeconds: must be between 0 and 3600'],
    'a long period': ['spec.behavior.scaleDown.policies[0].periodSeconds: must be between 1 and 1800'],
    'no policies': ['spec.behavior.scaleDown.policies: must have a policy'],
    'a window alone': [],
    'an unknown choice': ['spec.behavior.scaleUp.selectPolicy: must be Max, Min or Disabled'],
    'an unknown policy': ['spec.behavior.scaleUp.policies[0].type: must be Pods or Percent'],
  })
})
