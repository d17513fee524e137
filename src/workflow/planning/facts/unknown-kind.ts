import type { ApiResource } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { apiVersionOf } from '../../../manifest/identity.ts'
import type { Manifest, ObjectRef } from '../../../manifest/types.ts'
import { editDistance, nearest } from '../../../nearest.ts'

/** KdeployError `kind-unknown`, whose hint names what the cluster serves instead, where that is near. */
export function unknownKind(manifest: Manifest, ref: ObjectRef, served: readonly ApiResource[]): KdeployError {
  const { apiVersion } = manifest.object
  const meant = meantBy(ref, apiVersion, served)
  return new KdeployError({
    code: 'kind-unknown',
    category: 'input',
    message: `the cluster does not serve the kind ${ref.kind} of ${apiVersion}`,
    place: manifest.placeOf(meant?.kind === ref.kind ? ['apiVersion'] : ['kind']),
    hint:
      meant === undefined
        ? 'install its CustomResourceDefinition first, render it in this project, or correct apiVersion and kind'
        : `the cluster serves ${meant.kind} as ${apiVersionOf(meant)}: correct ${wrongIn(ref, apiVersion, meant)}`,
  })
}

/** The same kind in another version or group; else the kind of that version by its plural, short or misspelt name; else one anywhere, as long as it's no other word. */
function meantBy(
  { kind, group }: ObjectRef,
  apiVersion: string,
  served: readonly ApiResource[],
): ApiResource | undefined {
  const writable = served.filter(({ verbs }) => verbs.includes('patch'))
  const sameKind = writable.filter((one) => one.kind === kind)
  if (sameKind.length > 0) return sameKind.find((one) => one.group === group) ?? sameKind[0]
  const there = writable.filter((one) => apiVersionOf(one) === apiVersion)
  return named(kind, there) ?? nearestIn(kind, there) ?? named(kind, writable) ?? misspeltIn(kind, writable)
}

function named(kind: string, served: readonly ApiResource[]): ApiResource | undefined {
  const word = kind.toLowerCase()
  return served.find((one) => [one.kind.toLowerCase(), one.plural, one.singular, ...one.shortNames].includes(word))
}

function nearestIn(kind: string, served: readonly ApiResource[]): ApiResource | undefined {
  const meant = nearest(
    kind,
    served.map((one) => one.kind),
  )
  return served.find((one) => one.kind === meant)
}

/** Letters of a kind for each that may be wrong in it: kinds of other groups are many, and begin alike. */
const lettersPerMistake = 6

function misspeltIn(kind: string, served: readonly ApiResource[]): ApiResource | undefined {
  const most = Math.max(1, Math.floor(kind.length / lettersPerMistake))
  const meant = nearestIn(kind, served)
  return meant && editDistance(kind.toLowerCase(), meant.kind.toLowerCase()) <= most ? meant : undefined
}

function wrongIn({ kind }: ObjectRef, apiVersion: string, meant: ApiResource): string {
  if (meant.kind === kind) return 'apiVersion'
  return apiVersionOf(meant) === apiVersion ? 'kind' : 'apiVersion and kind'
}
