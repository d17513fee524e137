import type { Field } from '../forms/field.ts'
import { checkQuantityPositive } from '../forms/quantities.ts'
import { checkLabelSelector } from '../forms/selectors.ts'
import { checkFilled, checkOptionalText, dnsSubdomain } from '../forms/texts.ts'

/** What a PersistentVolumeClaim asks for, also as a template of a StatefulSet or of an ephemeral volume. */
export function checkClaimSpec(spec: Field): void {
  checkAccessModes(spec.at('accessModes'))
  checkLabelSelector(spec.at('selector'))
  const storage = spec.below('resources', 'requests', 'storage')
  if (storage.value === undefined) storage.refuse('is missing')
  else checkQuantityPositive(storage)
  checkFilled(spec.at('volumeMode'))
  checkOptionalText(spec.at('storageClassName'), dnsSubdomain)
  checkOptionalText(spec.at('volumeAttributesClassName'), dnsSubdomain)
  // A dataSource that can't be one is dropped by the API server.
  if (['PersistentVolumeClaim', 'VolumeSnapshot'].includes(spec.below('dataSource', 'kind').text ?? ''))
    checkFilled(spec.below('dataSource', 'name'))
  const source = spec.at('dataSourceRef')
  if (source.isSet) {
    checkFilled(source.at('name'))
    const kind = source.at('kind')
    checkOptionalText(source.at('apiGroup'), dnsSubdomain)
    if (checkFilled(kind) && (source.at('apiGroup').text ?? '') === '' && kind.text !== 'PersistentVolumeClaim')
      kind.refuse('must be PersistentVolumeClaim where there is no apiGroup')
  }
}

/** Of a claim or a volume. */
export function checkAccessModes(modes: Field): void {
  if (modes.size === 0) modes.refuse('is missing', 'write accessModes: [ReadWriteOnce]')
  for (const mode of modes.items) checkFilled(mode)
  const texts = modes.items.map(({ text }) => text)
  if (texts.includes('ReadWriteOncePod') && texts.some((text) => text !== 'ReadWriteOncePod'))
    modes.refuse('must not have other modes beside ReadWriteOncePod')
}
