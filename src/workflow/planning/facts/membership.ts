import { applySetIdOf, identityOf, type Release } from '../../../history/records/release.ts'
import type { Membership } from '../../../manifest/membership.ts'

/** The membership of a release's objects. */
export function membershipFor(release: Release): Membership {
  return { applySet: applySetIdOf(release), release: identityOf(release) }
}
