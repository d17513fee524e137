import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('requests and limits', () => {
  itSays('deployment', {
    'a request above its limit': [
      'spec.template.spec.containers[0].resources.requests.cpu: must be at most the limit, 1',
    ],
    'a request at its limit': [],
    'a request above its limit in other units': [
      'spec.template.spec.containers[0].resources.requests.cpu: must be at most the limit, 1',
    ],
    'memory in milli bytes': [],
    'memory with an exponent': [],
    'an unknown resource': [
      'spec.template.spec.containers[0].resources.limits.mem: is not a resource of containers: those are cpu, memory, ephemeral-storage, hugepages-SIZE and example.com/NAME',
    ],
    'half a device': ['spec.template.spec.containers[0].resources.limits.nvidia.com/gpu: must be a whole number'],
    'a device that is requested alone': [
      'spec.template.spec.containers[0].resources.limits.nvidia.com/gpu: is missing: a request of nvidia.com/gpu needs the same limit',
    ],
    'a device whose request is another': [
      'spec.template.spec.containers[0].resources.requests.nvidia.com/gpu: must be equal to the limit, 2',
    ],
    'huge pages alone': ['spec.template.spec.containers[0].resources: must have cpu or memory beside huge pages'],
    'a resource of quotas': [
      'spec.template.spec.containers[0].resources.requests.pods: is not a resource of containers: those are cpu, memory, ephemeral-storage, hugepages-SIZE and example.com/NAME',
    ],
    'resources of the pod': [],
    'resources of the pod below those of a container': [
      'spec.template.spec.containers[0].resources.limits.cpu: must be at most the limit of the pod, 500m',
    ],
  })
})
