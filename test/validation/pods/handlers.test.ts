import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('probes and hooks', () => {
  itSays('deployment', {
    'two handlers': [
      'spec.template.spec.containers[0].readinessProbe.tcpSocket: must be left out where there is httpGet',
    ],
    'no handler': ['spec.template.spec.containers[0].readinessProbe: must have a handler'],
    'a liveness probe that must succeed twice': [
      'spec.template.spec.containers[0].livenessProbe.successThreshold: must be 1 in a livenessProbe',
    ],
    'a readiness probe that must succeed twice': [],
    'a grace period of a readiness probe': [
      'spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds: must be left out of a readinessProbe',
    ],
    'a probe of a port in quotes': [
      'spec.template.spec.containers[0].readinessProbe.httpGet.port: is a port number in quotes',
    ],
    'a probe of a name that no port has': [],
    'a probe without a command': ['spec.template.spec.containers[0].livenessProbe.exec.command: is missing'],
    'a preStop longer than the grace period': [
      'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds: must be between 0 and the grace period of the pod, 40 seconds',
    ],
    'a preStop longer than the default grace period': [
      'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds: must be between 0 and the grace period of the pod, 30 seconds',
    ],
    'a hook longer than a negative grace period': [
      'spec.template.spec.containers[0].lifecycle.preStop.sleep.seconds: must be between 0 and the grace period of the pod, -1 seconds',
    ],
    'a probe of an init container': [
      'spec.template.spec.initContainers[0].livenessProbe: must be left out of an init container',
    ],
  })

  itSays('pod', {
    'a stop signal': [],
  })
})
