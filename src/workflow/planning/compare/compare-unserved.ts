import type { Cluster } from '../../../cluster/api/cluster.ts'
import { KdeployError } from '../../../errors.ts'
import { canBeRecreatedOnceGone } from '../../../manifest/deletion.ts'
import { describeRef } from '../../../manifest/identity.ts'
import type { KubeObject } from '../../../manifest/types.ts'
import { adoptionOf } from './adopt.ts'
import { refuseUnlessAllowed } from './compare.ts'
import type { CompareContext } from './context.ts'
import { refuseForeign } from './foreign-object.ts'
import { type Compared, type Item, notYetChecked } from './item.ts'

/** A manifest in a version that the server doesn't serve yet. */
export interface Unserved extends Item {
  /** See KnownManifest. */
  readonly servedAs?: { readonly version: string } | undefined
  /** See KnownManifest. */
  readonly checkAfter: readonly string[]
}

/**
 * Compares a manifest of which the server can't be asked yet, as its definition brings the kind or the version: with what is there
 * in a version that is served today.
 * @throws ApiError; KdeployError `foreign-object`, `not-adopted`
 */
export async function compareUnserved(
  cluster: Cluster,
  item: Unserved,
  member: KubeObject | undefined,
  context: CompareContext,
): Promise<Compared> {
  const { ref, servedAs, checkAfter } = item
  const unchecked = notYetChecked(item, checkAfter)
  if (servedAs === undefined) return unchecked
  const live = member ?? (await cluster.get({ ...ref, version: servedAs.version }))
  // One that is being deleted is waited for once its version is served.
  if (live === null || canBeRecreatedOnceGone(live)) return unchecked
  refuseForeign(live, context.own, item)
  if (!context.isForeign(live, ref)) return { ...unchecked, live }
  refuseUnlessAllowed(item, live, undefined, context)
  if (context.policy.writes) throw notAdoptedYet(item, live)
  return { ...unchecked, live, adoption: adoptionOf(live) }
}

/** What is adopted is recorded as it was, before anything is written. */
function notAdoptedYet({ ref, manifest }: Item, { apiVersion }: KubeObject): KdeployError {
  return new KdeployError({
    code: 'not-adopted',
    category: 'conflict',
    message: `${describeRef(ref)} exists, and can't be adopted in a version that the cluster does not serve yet`,
    place: manifest.placeOf(['apiVersion']),
    hint: `adopt it in the version ${apiVersion} first, or apply its CustomResourceDefinition first`,
  })
}
