import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('mounts and devices', () => {
  itSays('deployment', {
    'a mount of no volume': ['spec.template.spec.containers[0].volumeMounts[0].name: is not a volume of the pod'],
    'a mount path with a colon': [],
    'a relative mount path': [],
    'a subPath that leads out': ['spec.template.spec.containers[0].volumeMounts[0].subPath: must not contain ..'],
    'both forms of subPath': [
      'spec.template.spec.containers[0].volumeMounts[0].subPathExpr: must be left out where there is a subPath',
    ],
  })

  itSays('daemon-set', {
    'a two-way mount without privileges': [
      'spec.template.spec.containers[0].volumeMounts[0].mountPropagation: must not be Bidirectional in a container that is not privileged',
    ],
    'a two-way mount': [],
  })

  itSays('pod', {
    'a device that mounts files': [
      'spec.containers[0].volumeDevices[0].name: must be a persistentVolumeClaim or an ephemeral volume',
      'spec.containers[0].volumeDevices[0].name: is mounted as files, too',
    ],
  })
})
