import { checkAnnotations } from './forms/annotations.ts'
import type { Field } from './forms/field.ts'
import { checkLabels } from './forms/selectors.ts'
import { checkText, dnsLabel, qualifiedName } from './forms/texts.ts'
import { nameFormOf } from './object-names.ts'

/** The metadata of any object, whatever its kind (apimachinery, api/validation ObjectMeta). */
export function checkMetadata(object: Field, group: string, kind: string): void {
  const metadata = object.at('metadata')
  const form = nameFormOf(group, kind, object.minor)
  if (form !== undefined) checkText(metadata.at('name'), form)
  if (metadata.at('namespace').text !== '') checkText(metadata.at('namespace'), dnsLabel)
  checkLabels(metadata.at('labels'))
  checkAnnotations(metadata.at('annotations'))
  for (const finalizer of metadata.at('finalizers').items) checkFinalizer(finalizer)
  const owners = metadata.at('ownerReferences').items
  for (const owner of owners)
    for (const name of ['apiVersion', 'kind', 'name', 'uid'])
      if (owner.at(name).text === '') owner.at(name).refuse('is empty')
  const [, second] = owners.filter((owner) => owner.at('controller').value === true)
  second?.at('controller').refuse('must be true for one owner only')
}

const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion']

/** The finalizers of Kubernetes itself have no domain. */
function checkFinalizer(finalizer: Field): void {
  const { text } = finalizer
  if (text === undefined) return
  checkText(finalizer, qualifiedName)
  if (!text.includes('/') && !standardFinalizers.includes(text))
    finalizer.refuse('must have a domain: example.com/name')
}
