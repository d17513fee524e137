import { formatPlace } from '../../../src/errors.ts'
import { describeRef } from '../../../src/manifest/identity.ts'
import { readManifests } from '../../../src/manifest/read.ts'
import type { JsonObject, Manifest } from '../../../src/manifest/types.ts'
import type { Reference } from '../../../src/plan/references/reference.ts'
import { referencesOf } from '../../../src/plan/references/references.ts'

/** The manifests of one template, whose places are the lines of this text. */
function manifestsOf(text: string): Manifest[] {
  const placeAt = (offset: number) => ({ file: 'templates/web.yaml', line: text.slice(0, offset).split('\n').length })
  return readManifests([{ template: 'web.yaml', text, placeAt }])
}

/** A manifest of the namespace `ns`, by its fields. */
export function manifest(apiVersion: string, kind: string, fields: JsonObject, name = 'web'): Manifest {
  const object = { apiVersion, kind, metadata: { name, namespace: 'ns' }, ...fields }
  const [made] = manifestsOf(JSON.stringify(object))
  if (made === undefined) throw new Error('Expected one manifest')
  return made
}

/** A Pod by its spec. */
export function pod(spec: JsonObject): Manifest {
  return manifest('v1', 'Pod', { spec })
}

/** What manifests name, in words: `Secret ns/db: key password`. */
export function named(...manifests: Manifest[]): string[] {
  return referencesOf(manifests).map(inWords)
}

function inWords({ to, part }: Reference): string {
  return `${describeRef(to)}${part === undefined ? '' : `: ${part.noun} ${part.value}`}`
}

/** The same with the field and its line: `spec.priorityClassName at templates/web.yaml:7`. */
export function places(text: string): string[] {
  return referencesOf(manifestsOf(text)).map(({ from, path, part }) => {
    const field = part?.path ?? path
    return `${field.join('.')} at ${formatPlace(from.placeOf(field))}`
  })
}
