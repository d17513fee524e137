import type { Manifest } from '../../manifest/types.ts'
import { isOptional } from './environment.ts'
import { at, type Field, itemsOf } from './field.ts'
import { configMap, keyPart, type Reference, refer, secret, type Target } from './reference.ts'

const claim: Target = { group: '', version: 'v1', kind: 'PersistentVolumeClaim', namespaced: true }

/** The Secrets with which volumes are mounted (Kubernetes' api/v1/pod, `VisitPodSecretNames`). */
const mountSecrets: readonly (readonly string[])[] = [
  ['csi', 'nodePublishSecretRef', 'name'],
  ['azureFile', 'secretName'],
  ['cephfs', 'secretRef', 'name'],
  ['cinder', 'secretRef', 'name'],
  ['flexVolume', 'secretRef', 'name'],
  ['iscsi', 'secretRef', 'name'],
  ['rbd', 'secretRef', 'name'],
]

/** What a pod's volume needs (core/v1 Volume). An ephemeral one makes its claim itself. */
export function volumeReferences(from: Manifest, volume: Field): Reference[] {
  const projected = itemsOf(at(volume, 'projected', 'sources')).flatMap((source) => [
    ...fileReferences(from, at(source, 'secret'), 'name', secret),
    ...fileReferences(from, at(source, 'configMap'), 'name', configMap),
  ])
  return [
    ...fileReferences(from, at(volume, 'secret'), 'secretName', secret),
    ...fileReferences(from, at(volume, 'configMap'), 'name', configMap),
    ...projected,
    ...mountSecrets.flatMap((path) => refer(from, at(volume, ...path), secret)),
    ...refer(from, at(volume, 'persistentVolumeClaim', 'claimName'), claim),
  ]
}

/** Without `items` every key becomes a file, so that none must be there. */
function fileReferences(from: Manifest, source: Field, name: string, target: Target): Reference[] {
  if (isOptional(source)) return []
  const items = itemsOf(at(source, 'items'))
  if (items.length === 0) return refer(from, at(source, name), target)
  return items.flatMap((item) => refer(from, at(source, name), target, keyPart(at(item, 'key'))))
}
