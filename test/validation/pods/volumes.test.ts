import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('the volumes of a pod', () => {
  itSays('deployment', {
    'a volume of two sources': ['spec.template.spec.volumes[2].configMap: must be left out where there is emptyDir'],
    'a volume without a source': [],
    'a Secret volume with name': ['spec.template.spec.volumes[2].secret.secretName: is missing'],
    'a Secret volume without a name': ['spec.template.spec.volumes[2].secret.secretName: is missing'],
    'a ConfigMap volume without a name': ['spec.template.spec.volumes[2].configMap.name: is missing'],
    'a file mode in decimal': ['spec.template.spec.volumes[2].configMap.defaultMode: must be between 0 and 0777 (511)'],
    'a file that leads out': ['spec.template.spec.volumes[2].configMap.items[0].path: must not contain ..'],
    'an absolute file': ['spec.template.spec.volumes[2].configMap.items[0].path: must be a relative path'],
    'a hostPath that leads out': ['spec.template.spec.volumes[2].hostPath.path: must not contain ..'],
    'a relative hostPath': [],
    'a relative NFS path': ['spec.template.spec.volumes[2].nfs.path: must be an absolute path'],
    'a volume of memory without a size': [],
    'a claim without a name': ['spec.template.spec.volumes[2].persistentVolumeClaim.claimName: is missing'],
    'a CSI volume without a driver': ['spec.template.spec.volumes[2].csi.driver: is missing'],
    'an ephemeral claim': [],
    'an ephemeral claim without a size': [
      'spec.template.spec.volumes[2].ephemeral.volumeClaimTemplate.spec.resources.requests.storage: is missing',
    ],
    'a short token': [
      'spec.template.spec.volumes[2].projected.sources[0].serviceAccountToken.expirationSeconds: must be at least 600',
    ],
    'a projected path twice': [
      'spec.template.spec.volumes[2].projected.sources[1].configMap.items[0].path: is the path of another file of the volume, too',
    ],
    'two projections in one entry': [
      'spec.template.spec.volumes[2].projected.sources[0].secret: must be left out where there is configMap',
    ],
  })

  itSays('pod', {
    'a divisor of another unit': ['spec.volumes[0].downwardAPI.items[1].resourceFieldRef.divisor: must be 1 or 1m'],
    'a downward file without a container': [
      'spec.volumes[0].downwardAPI.items[1].resourceFieldRef.containerName: is missing',
    ],
  })
})
