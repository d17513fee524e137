import type { Field } from '../forms/field.ts'
import { checkOptionalPort, checkPort } from '../forms/numbers.ts'
import { checkKey, checkOptionalText, checkPresent, checkUnique, dnsLabel, portName } from '../forms/texts.ts'
import { checkEnvironment } from './environment.ts'
import { checkLifecycle, checkProbes } from './handlers.ts'
import { checkMounts } from './mounts.ts'
import { checkResources } from './resources.ts'
import { checkContainerSecurity } from './security.ts'

/** Whose containers they are: a Pod's own, or those of a workload's template. */
export type PodOwner = 'pod' | 'template'

/** All containers of a pod. `volumes`: its volumes by name. */
export function checkContainers(spec: Field, volumes: ReadonlyMap<string, Field>, owner: PodOwner): void {
  const containers = spec.at('containers')
  const inits = spec.at('initContainers').items
  if (Array.isArray(containers.value) && containers.size === 0) containers.refuse('is empty')
  const main = containers.items
  for (const container of main) checkContainer(container, spec, volumes, owner)
  for (const container of inits) {
    checkContainer(container, spec, volumes, owner)
    checkInitContainer(container)
  }
  checkUnique(
    [...main, ...inits].map((container) => container.at('name')).filter(isFirstOfItsList),
    'is the name of another container, too',
  )
  checkHostPorts(main, spec.at('hostNetwork').value === true, owner)
  for (const container of inits) checkHostPorts([container], false, owner)
}

/** The schema refuses names that are there twice in one list. */
function isFirstOfItsList(name: Field, index: number, names: readonly Field[]): boolean {
  const listOf = (field: Field) => String(field.path.at(-3))
  return names.findIndex((other) => other.text === name.text && listOf(other) === listOf(name)) === index
}

function checkContainer(container: Field, spec: Field, volumes: ReadonlyMap<string, Field>, owner: PodOwner): void {
  checkKey(container.at('name'), dnsLabel)
  const image = container.at('image')
  if (checkPresent(image) && owner === 'pod' && image.text !== image.text?.trim())
    image.refuse('must not begin or end with a space')
  const ports = container.at('ports').items
  for (const port of ports) {
    checkOptionalText(port.at('name'), portName)
    if (port.at('containerPort').isSet) checkPort(port.at('containerPort'))
    checkOptionalPort(port.at('hostPort'))
  }
  checkUnique(
    ports.map((port) => port.at('name')),
    'is the name of another port, too',
  )
  checkEnvironment(container, volumes)
  checkMounts(container, volumes)
  checkResources(container.at('resources'), spec)
  checkContainerSecurity(container.at('securityContext'), spec)
  checkProbes(container)
  checkLifecycle(container, spec)
}

const onlyForLasting = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe']

function checkInitContainer(container: Field): void {
  if (container.at('restartPolicy').text === 'Always') return
  for (const name of onlyForLasting) {
    const field = container.at(name)
    if (field.isSet)
      field.refuse(
        'must be left out of an init container',
        'a container that goes on running beside the others has restartPolicy: Always',
      )
  }
}

/** A port of the node can be taken once; with hostNetwork it is the container's own. */
function checkHostPorts(containers: readonly Field[], hostNetwork: boolean, owner: PodOwner): void {
  const taken = new Set<string>()
  for (const port of containers.flatMap((container) => container.at('ports').items)) {
    const host = port.at('hostPort')
    const number = host.number ?? 0
    const own = port.at('containerPort').number
    if (hostNetwork && (number !== 0 || (owner === 'pod' && host.isSet)) && number !== own)
      host.refuse(`must be the containerPort ${own} where hostNetwork is true`)
    if (number === 0) continue
    const key = `${port.at('protocol').text ?? 'TCP'}/${port.at('hostIP').text ?? ''}/${number}`
    if (taken.has(key)) host.refuse('is taken by another port of the pod')
    taken.add(key)
  }
}
