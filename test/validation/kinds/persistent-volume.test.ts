import { describe } from 'vitest'
import { itSays } from '../../support/validate/refusals.ts'

describe('a PersistentVolume or a claim', () => {
  itSays('persistent-volume-claim', {
    'two modes of which one is alone': ['spec.accessModes: must not have other modes beside ReadWriteOncePod'],
    'no size': ['spec.resources.requests.storage: is missing'],
    'a size of 0': ['spec.resources.requests.storage: must be more than 0'],
    'no class': [],
    'a class in upper case': [
      'spec.storageClassName: must be lower-case letters, digits, - and ., with a letter or digit at both ends and around each dot',
    ],
    'a source reference': [],
    'a source reference without its group': [
      'spec.dataSourceRef.kind: must be PersistentVolumeClaim where there is no apiGroup',
    ],
  })

  itSays('persistent-volume', {
    'two sources': ['spec.hostPath: must be left out where there is local'],
    'no source': ['spec: must have a source'],
    'no node': ['spec.nodeAffinity: is missing: a local volume is on one node'],
    'no capacity': ['spec.capacity.storage: is missing'],
    'a capacity of another kind': ['spec.capacity.cpu: must be left out: a volume has storage only'],
    'CSI without its handle': ['spec.csi.volumeHandle: is missing'],
    CSI: [],
  })
})
