import { getOwn } from '../../json-map.ts'
import { checkAnnotations } from '../forms/annotations.ts'
import type { Field } from '../forms/field.ts'
import { checkAtLeast, checkFileMode } from '../forms/numbers.ts'
import { checkQuantityNotNegative } from '../forms/quantities.ts'
import { checkLabels } from '../forms/selectors.ts'
import { checkFilePath, checkFilled, checkKey, checkNoBacksteps, checkPresent, dnsLabel } from '../forms/texts.ts'
import { checkClaimSpec } from './claim-spec.ts'
import { checkFieldReference, checkResourceReference, ofFiles } from './environment.ts'
import { volumeSources } from './volume-sources.ts'

/** A pod's volumes by name, with those that a StatefulSet adds (`claims`); only these can be mounted. */
export function checkVolumes(spec: Field, claims: readonly string[]): ReadonlyMap<string, Field> {
  const known = new Map<string, Field>()
  for (const volume of spec.at('volumes').items) {
    const name = volume.at('name')
    checkKey(name, dnsLabel)
    if (!claims.includes(name.text ?? '')) checkSource(volume)
    if (name.text !== undefined) known.set(name.text, volume)
  }
  const claim = spec.at('volumes')
  for (const name of claims) known.set(name, known.get(name) ?? claim)
  return known
}

/** A volume without a source is an emptyDir. */
function checkSource(volume: Field): void {
  const [first, ...more] = volume.entries.filter(({ step, isSet }) => isSet && volumeSources.has(String(step)))
  for (const source of more) source.refuse(`must be left out where there is ${first?.step}`)
  if (first !== undefined) getOwn(checks, String(first.step))?.(first)
}

const checks: Readonly<Record<string, (source: Field) => void>> = {
  emptyDir: (source) => checkQuantityNotNegative(source.at('sizeLimit')),
  hostPath: checkHostPath,
  nfs: checkNfs,
  configMap(source) {
    checkPresent(source.at('name'))
    checkFiles(source)
  },
  secret(source) {
    checkPresent(source.at('secretName'))
    checkFiles(source)
  },
  persistentVolumeClaim: (source) => checkPresent(source.at('claimName')),
  downwardAPI(source) {
    checkFileMode(source.at('defaultMode'))
    for (const file of source.at('items').items) checkDownwardFile(file)
  },
  projected: checkProjected,
  ephemeral(source) {
    const template = source.at('volumeClaimTemplate')
    if (!template.isSet) template.refuse('is missing')
    checkLabels(template.below('metadata', 'labels'))
    checkAnnotations(template.below('metadata', 'annotations'))
    if (template.isSet) checkClaimSpec(template.at('spec'))
  },
  csi: (source) => checkPresent(source.at('driver')),
  image: (source) => checkPresent(source.at('reference')),
}

/** A folder of the node, for a pod or a PersistentVolume. */
export function checkHostPath(source: Field): void {
  if (checkFilled(source.at('path'))) checkNoBacksteps(source.at('path'))
}

export function checkNfs(source: Field): void {
  checkFilled(source.at('server'))
  const path = source.at('path')
  if (checkFilled(path) && !path.text?.startsWith('/')) path.refuse('must be an absolute path')
}

function checkFiles(source: Field): void {
  checkFileMode(source.at('defaultMode'))
  for (const item of source.at('items').items) checkFile(item)
}

function checkFile(item: Field): void {
  checkFilled(item.at('key'))
  if (checkFilled(item.at('path'))) checkFilePath(item.at('path'))
  checkFileMode(item.at('mode'))
}

function checkDownwardFile(file: Field): void {
  if (checkFilled(file.at('path'))) checkFilePath(file.at('path'))
  checkFileMode(file.at('mode'))
  const field = file.at('fieldRef')
  const resource = file.at('resourceFieldRef')
  checkFieldReference(field, ofFiles)
  if (!field.isSet && !resource.isSet) file.refuse('must have a fieldRef or a resourceFieldRef')
  if (field.isSet && resource.isSet) resource.refuse('must be left out where there is a fieldRef')
  if (!resource.isSet || field.isSet) return
  checkPresent(resource.at('containerName'))
  checkResourceReference(resource)
}

/** At most this long, and at least ten minutes, a token is valid. */
const leastTokenSeconds = 600

function checkProjected(source: Field): void {
  checkFileMode(source.at('defaultMode'))
  const paths = new Set<string>()
  const take = (path: Field) => {
    if (path.text === undefined || path.text === '') return
    if (paths.has(path.text)) path.refuse('is the path of another file of the volume, too')
    paths.add(path.text)
  }
  for (const part of source.at('sources').items) {
    const [first, ...more] = part.entries.filter(({ isSet }) => isSet)
    for (const other of more) other.refuse(`must be left out where there is ${first?.step}`, 'write an entry for each')
    for (const name of ['secret', 'configMap']) {
      const files = part.at(name)
      if (!files.isSet) continue
      checkPresent(files.at('name'))
      for (const item of files.at('items').items) {
        checkFile(item)
        take(item.at('path'))
      }
    }
    for (const file of part.below('downwardAPI', 'items').items) {
      checkDownwardFile(file)
      take(file.at('path'))
    }
    const token = part.at('serviceAccountToken')
    if (token.isSet) {
      checkAtLeast(token.at('expirationSeconds'), leastTokenSeconds)
      if (checkPresent(token.at('path'))) checkFilePath(token.at('path'))
      take(token.at('path'))
    }
  }
}
