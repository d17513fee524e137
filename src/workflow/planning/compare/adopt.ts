import { KdeployError } from '../../../errors.ts'
import { describeRef, kubectlName } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import type { Masker } from '../../../masking/masking.ts'
import { type Adoption, describeCreator } from '../../../plan/ownership/adoption.ts'
import { describeField } from '../../../plan/ownership/describe-field.ts'
import { contentDifferences } from '../../../plan/ownership/wanted.ts'
import { shellWords } from '../../../shell-words.ts'
import type { Item } from './item.ts'

export function adoptionOf(live: KubeObject): Adoption {
  return { createdBy: describeCreator(live) }
}

/** Fields of a list that are shown. */
const mostFields = 12

/** An object that nobody asked to adopt: who made it, and what would change. `wanted`: undefined where that isn't known. */
export function notAdopted(
  { ref, manifest }: Item,
  live: KubeObject,
  wanted: KubeObject | undefined,
  mask: Masker,
): KdeployError {
  return new KdeployError({
    code: 'not-adopted',
    category: 'conflict',
    message: `${describeRef(ref)} exists and is not part of this release: ${describeCreator(live)}`,
    place: manifest.placeOf(['metadata', 'name']),
    detail: wanted === undefined ? undefined : changesOf(live, wanted, { ref, manifest }, mask),
    hint: `to adopt it: ${shellWords(['--adopt', kubectlName(ref)])}, or --adopt for all of them; kdeploy diff shows what would change`,
  })
}

function changesOf(
  live: KubeObject,
  wanted: KubeObject,
  { manifest }: Pick<Item, 'ref' | 'manifest'>,
  mask: Masker,
): string | undefined {
  const found = contentDifferences(live, wanted).filter(({ isOrder }) => !isOrder)
  const lines = found.map(({ steps, before, after }) => {
    const how = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
    return `${how}: ${describeField(steps, manifest, mask)}`
  })
  const shown = lines.slice(0, mostFields)
  const more = lines.length - shown.length
  return lines.length === 0 ? undefined : [...shown, ...(more === 0 ? [] : [`and ${more} more`])].join('\n')
}
