import { keyOf, refOf } from '../../manifest/identity.ts'
import type { Manifest } from '../../manifest/types.ts'
import { remembered } from '../../remembered.ts'
import { isBuiltIn } from './built-in.ts'
import { ingressReferences } from './ingress.ts'
import { madeLater } from './made-later.ts'
import { bothOffers, type Offer, offerOf } from './offer.ts'
import { podReferences } from './pod-spec.ts'
import type { Part, Reference } from './reference.ts'
import { roleReferences } from './role.ts'
import { scaleTargetReferences } from './scale-target.ts'
import { accountReferences } from './service-account.ts'
import { statefulSetReferences } from './stateful-set.ts'
import { storageReferences } from './storage.ts'

/** One file each; a new family is one more entry. */
const families = [
  podReferences,
  ingressReferences,
  scaleTargetReferences,
  roleReferences,
  accountReferences,
  storageReferences,
  statefulSetReferences,
]

/**
 * Everything that manifests name and that must be there for them to work, in their order. What Kubernetes lets be
 * missing (`optional: true`), and what every cluster has, is left out. A manifest names objects of its own namespace.
 */
export function referencesOf(manifests: readonly Manifest[]): Reference[] {
  return manifests.flatMap(referencesIn)
}

/** Several checks ask. */
const referencesIn = remembered((manifest: Manifest): readonly Reference[] =>
  families.flatMap((family) => family(manifest)).filter(({ to }) => !isBuiltIn(to)),
)

/** What manifests offer to references once they are applied, by `keyOf`. */
export function offersOf(manifests: readonly Manifest[]): Map<string, Offer> {
  const offers = new Map<string, Offer>()
  for (const { object } of manifests) {
    const key = keyOf(refOf(object))
    offers.set(key, bothOffers(offers.get(key) ?? [], offerOf(object)))
    for (const made of madeLater(object)) offers.set(keyOf(made), 'any')
  }
  return offers
}

/** Whether an object that offers this satisfies a reference; undefined is an object that isn't there. */
export function satisfies(offer: Offer | undefined, part: Part | undefined): boolean {
  if (offer === undefined) return false
  return part === undefined || offer === 'any' || offer.includes(part.value)
}
