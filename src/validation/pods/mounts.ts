import type { Field } from '../forms/field.ts'
import { checkFilled, checkKey, checkNoBacksteps, checkRelativePath } from '../forms/texts.ts'

/** A container's volumeMounts and volumeDevices. `volumes`: the pod's, by name. */
export function checkMounts(container: Field, volumes: ReadonlyMap<string, Field>): void {
  const mounts = container.at('volumeMounts').items
  const devices = container.at('volumeDevices').items
  for (const mount of mounts) checkMount(mount, container, volumes)
  for (const device of devices) checkDevice(device, volumes)
  if (devices.length === 0) return
  const names = new Set(mounts.map((mount) => mount.at('name').text))
  const paths = new Set(mounts.map((mount) => mount.at('mountPath').text))
  for (const device of devices) {
    if (names.has(device.at('name').text)) device.at('name').refuse('is mounted as files, too')
    if (paths.has(device.at('devicePath').text)) device.at('devicePath').refuse('is the path of a mount, too')
  }
}

function checkVolumeName(name: Field, volumes: ReadonlyMap<string, Field>): void {
  if (checkFilled(name) && !volumes.has(name.text ?? ''))
    name.refuse('is not a volume of the pod', `its volumes are ${[...volumes.keys()].join(', ') || 'none'}`)
}

function checkMount(mount: Field, container: Field, volumes: ReadonlyMap<string, Field>): void {
  checkVolumeName(mount.at('name'), volumes)
  checkKey(mount.at('mountPath'))
  checkRelativePath(mount.at('subPath'))
  checkRelativePath(mount.at('subPathExpr'))
  const subPath = mount.at('subPath').text ?? ''
  if (subPath !== '' && (mount.at('subPathExpr').text ?? '') !== '')
    mount.at('subPathExpr').refuse('must be left out where there is a subPath')
  const propagation = mount.at('mountPropagation')
  checkFilled(propagation)
  if (propagation.text === 'Bidirectional' && container.below('securityContext', 'privileged').value !== true)
    propagation.refuse('must not be Bidirectional in a container that is not privileged')
  const recursive = mount.at('recursiveReadOnly')
  if (recursive.isSet && recursive.text !== 'Disabled') {
    if (mount.at('readOnly').value !== true) recursive.refuse('must be left out where readOnly is not true')
    if (propagation.isSet && propagation.text !== 'None')
      recursive.refuse('must be left out where mountPropagation is not None')
  }
}

function checkDevice(device: Field, volumes: ReadonlyMap<string, Field>): void {
  const name = device.at('name')
  checkVolumeName(name, volumes)
  const volume = volumes.get(name.text ?? '')
  if (volume !== undefined && !volume.at('persistentVolumeClaim').isSet && !volume.at('ephemeral').isSet)
    name.refuse('must be a persistentVolumeClaim or an ephemeral volume')
  if (checkKey(device.at('devicePath'))) checkNoBacksteps(device.at('devicePath'))
}
