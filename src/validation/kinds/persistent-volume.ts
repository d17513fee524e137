import { getOwn } from '../../json-map.ts'
import type { Field } from '../forms/field.ts'
import { checkQuantityPositive } from '../forms/quantities.ts'
import { checkFilled, checkNoBacksteps, checkOptionalText, checkPresent, dnsSubdomain } from '../forms/texts.ts'
import { checkAccessModes, checkClaimSpec } from '../pods/claim-spec.ts'
import { checkNodeSelector } from '../pods/scheduling.ts'
import { volumeSources } from '../pods/volume-sources.ts'
import { checkHostPath, checkNfs } from '../pods/volumes.ts'

export function checkPersistentVolumeClaim(object: Field): void {
  checkClaimSpec(object.at('spec'))
}

export function checkPersistentVolume(object: Field): void {
  const spec = object.at('spec')
  checkAccessModes(spec.at('accessModes'))
  checkCapacity(spec.at('capacity'))
  checkFilled(spec.at('volumeMode'))
  checkOptionalText(spec.at('storageClassName'), dnsSubdomain)
  const [source, ...more] = spec.entries.filter(({ step, isSet }) => isSet && volumeSources.has(String(step)))
  if (source === undefined) spec.refuse('must have a source', 'write csi, nfs, local, hostPath, …')
  for (const other of more) other.refuse(`must be left out where there is ${source?.step}`)
  if (source !== undefined) getOwn(sources, String(source.step))?.(source)
  const nodes = spec.below('nodeAffinity', 'required')
  if (spec.at('nodeAffinity').isSet && !nodes.isSet) nodes.refuse('is missing')
  if (nodes.isSet) checkNodeSelector(nodes)
  if (spec.at('local').isSet && !nodes.isSet && !spec.at('nodeAffinity').isSet)
    spec.at('nodeAffinity').refuse('is missing: a local volume is on one node')
  if (spec.below('hostPath', 'path').text === '/' && spec.at('persistentVolumeReclaimPolicy').text === 'Recycle')
    spec.at('persistentVolumeReclaimPolicy').refuse('must not be Recycle for the root of a node')
}

function checkCapacity(capacity: Field): void {
  const storage = capacity.at('storage')
  if (storage.value === undefined) storage.refuse('is missing')
  for (const amount of capacity.entries) {
    if (amount.step !== 'storage') amount.refuse('must be left out: a volume has storage only')
    checkQuantityPositive(amount)
  }
}

const sources: Readonly<Record<string, (source: Field) => void>> = {
  hostPath: checkHostPath,
  nfs: checkNfs,
  local(source) {
    if (checkFilled(source.at('path'))) checkNoBacksteps(source.at('path'))
  },
  csi(source) {
    checkPresent(source.at('driver'))
    checkPresent(source.at('volumeHandle'))
  },
}
