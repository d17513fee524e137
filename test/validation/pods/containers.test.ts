import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('containers', () => {
  itSays('deployment', {
    'a port for each protocol': [],
    'a port name twice': ['spec.template.spec.containers[0].ports[1].name: is the name of another port, too'],
    'a long port name': ['spec.template.spec.containers[0].ports[0].name: must have at most 15 characters, not 18'],
    'a port name in upper case': [
      'spec.template.spec.containers[0].ports[0].name: must be lower-case letters, digits and single -, with at least one letter',
    ],
    'a port name without letters': [
      'spec.template.spec.containers[0].ports[0].name: must be lower-case letters, digits and single -, with at least one letter',
    ],
    'a port name with two hyphens': [
      'spec.template.spec.containers[0].ports[0].name: must be lower-case letters, digits and single -, with at least one letter',
    ],
    'a port of the node twice': [
      'spec.template.spec.containers[0].ports[1].hostPort: is taken by another port of the pod',
    ],
    'another port of the host network': [
      'spec.template.spec.containers[0].ports[0].hostPort: must be the containerPort 80 where hostNetwork is true',
    ],
    'a container with the name of an init container': [
      'spec.template.spec.initContainers[0].name: is the name of another container, too',
    ],
    'no containers': ['spec.template.spec.containers: is empty'],
    'no image': ['spec.template.spec.containers[0].image: is missing'],
    'an empty image': ['spec.template.spec.containers[0].image: is empty'],
    'an image with a space': [],
    'a container name with an underscore': [
      'spec.template.spec.containers[0].name: must be lower-case letters, digits and -, with a letter or digit at both ends',
    ],
    'ephemeral containers': ['spec.template.spec.ephemeralContainers: must be left out of a pod template'],
  })

  itSays('daemon-set', {
    'another port of the host': [
      'spec.template.spec.containers[0].ports[0].hostPort: must be the containerPort 9100 where hostNetwork is true',
    ],
  })

  itSays('pod', {
    'an image with a space in front': ['spec.containers[0].image: must not begin or end with a space'],
    'a port of the host network': [],
    'ephemeral containers': ['spec.ephemeralContainers: must be left out: kubectl debug adds them to a pod that runs'],
  })
})
