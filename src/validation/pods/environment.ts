import type { Field } from '../forms/field.ts'
import { quantityOf } from '../forms/quantities.ts'
import {
  checkFilled,
  checkKey,
  checkName,
  checkNoBacksteps,
  checkOptionalText,
  checkPresent,
  checkText,
  dataKey,
  dnsLabel,
  dnsSubdomain,
  environmentName,
  misses,
  qualifiedName,
  strictEnvironmentName,
  type TextForm,
} from '../forms/texts.ts'

/** A container's env and envFrom. `volumes`: the pod's, by name. */
export function checkEnvironment(container: Field, volumes: ReadonlyMap<string, Field>): void {
  const form = container.minor >= 32 ? environmentName : strictEnvironmentName
  for (const variable of container.at('env').items) {
    checkKey(variable.at('name'), form)
    if (variable.at('valueFrom').isSet) checkValueFrom(variable, volumes)
  }
  for (const source of container.at('envFrom').items) checkEnvFrom(source, form)
}

const sources = ['configMapKeyRef', 'secretKeyRef', 'fieldRef', 'resourceFieldRef', 'fileKeyRef']

function checkValueFrom(variable: Field, volumes: ReadonlyMap<string, Field>): void {
  const from = variable.at('valueFrom')
  const given = sources.map((name) => from.at(name)).filter(({ isSet }) => isSet)
  if (given.length === 0)
    from.refuse('must have a source', 'write configMapKeyRef, secretKeyRef, fieldRef or resourceFieldRef')
  else if ((variable.at('value').text ?? '') !== '')
    from.refuse('must be left out where there is a value', 'keep either value or valueFrom')
  else if (given.length > 1)
    from.refuse(`must have one source only, not ${given.map(({ step }) => step).join(' and ')}`)
  for (const name of ['configMapKeyRef', 'secretKeyRef']) checkKeyReference(from.at(name))
  checkFieldReference(from.at('fieldRef'), ofPods)
  checkResourceReference(from.at('resourceFieldRef'))
  checkFileReference(from.at('fileKeyRef'), volumes)
}

function checkKeyReference(reference: Field): void {
  if (!reference.isSet) return
  if (checkPresent(reference.at('name'))) checkText(reference.at('name'), dnsSubdomain)
  checkName(reference.at('key'), dataKey)
}

function checkFileReference(reference: Field, volumes: ReadonlyMap<string, Field>): void {
  if (!reference.isSet) return
  checkName(reference.at('key'), environmentName)
  if (checkFilled(reference.at('path'))) checkNoBacksteps(reference.at('path'))
  const name = reference.at('volumeName')
  checkName(name, dnsLabel)
  const volume = volumes.get(name.text ?? '')
  if (volume === undefined) name.refuse('is not a volume of the pod')
  else if (!volume.at('emptyDir').isSet) name.refuse('must be an emptyDir volume')
}

function checkEnvFrom(source: Field, form: TextForm): void {
  checkOptionalText(source.at('prefix'), form)
  const given = [source.at('configMapRef'), source.at('secretRef')].filter(({ isSet }) => isSet)
  if (given.length === 0) source.refuse('must have a configMapRef or a secretRef')
  if (given.length > 1) source.refuse('must not have both configMapRef and secretRef', 'write an entry for each')
  for (const reference of given) checkName(reference.at('name'), dnsSubdomain, false)
}

/** Fields of a pod that its environment may hold, and those that files may hold. */
const ofPods = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
])
export const ofFiles = new Set([
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'metadata.labels',
  'metadata.annotations',
])

/** A field of the pod (the downward API). */
export function checkFieldReference(reference: Field, known: ReadonlySet<string>): void {
  const path = reference.at('fieldPath')
  if (!reference.isSet || !checkFilled(path) || path.text === undefined) return
  const [, map, key] = /^(metadata\.(?:labels|annotations))\['(.*)'\]$/.exec(path.text) ?? []
  if (map === undefined || key === undefined) {
    if (!known.has(path.text))
      path.refuse(
        'is not a field that a container can be given',
        `known are ${[...known].join(', ')}, metadata.labels['KEY'] and metadata.annotations['KEY']`,
      )
    return
  }
  const wanted = misses(map === 'metadata.annotations' ? key.toLowerCase() : key, qualifiedName)
  if (wanted !== undefined) path.refuse(`names a key that ${wanted}`)
}

const resource = /^(?:limits|requests)\.(?:cpu|memory|ephemeral-storage|hugepages-.*)$/
const bytes = /^1(?:[kMGTPE]|[KMGTPE]i)?$/

/** A container's own requests and limits. */
export function checkResourceReference(reference: Field): void {
  const name = reference.at('resource')
  if (!reference.isSet || !checkFilled(name) || name.text === undefined) return
  if (!resource.test(name.text)) name.refuse('must be such as limits.cpu or requests.memory')
  const divisor = reference.at('divisor')
  const amount = quantityOf(divisor)
  if (amount === undefined || amount === 0) return
  const isCpu = name.text.endsWith('.cpu')
  if (isCpu ? amount !== 1 && amount !== 0.001 : !bytes.test(String(divisor.value)))
    divisor.refuse(isCpu ? 'must be 1 or 1m' : 'must be one unit: 1, 1k, 1Mi, …')
}
