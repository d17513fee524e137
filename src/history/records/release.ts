import { createHash } from 'node:crypto'
import type { Membership } from '../../manifest/membership.ts'

/** What one project deploys for one profile into one namespace. */
export interface Release {
  /** `name` of kdeploy.yaml. */
  readonly name: string
  /** PROFILE, e.g. `prod_cthulu`. */
  readonly profile: string
  readonly namespace: string
}

const longestSlug = 40

/** The full identity, as the members' annotation and error messages show it: `trading/prod_cthulu/my-ns-prod`. */
export function identityOf(release: Release): string {
  return `${release.name}/${release.profile}/${release.namespace}`
}

/** The release of an identity; undefined for what is none. No part can hold a slash. */
export function parseIdentity(identity: string): Release | undefined {
  const [name, profile, namespace, ...rest] = identity.split('/')
  if (!name || !profile || !namespace || rest.length > 0) return undefined
  return { name, profile, namespace }
}

/**
 * The name of the release's parent object and lock, and the stem of its revisions' names:
 * `kdeploy-<name>-<profile>-<8 hex of the identity's hash>`. A DNS label that keeps different identities apart.
 */
export function objectNameOf(release: Release): string {
  const slug = `${release.name}-${release.profile}`
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longestSlug)
    .replace(/^-+|-+$/g, '')
  const hash = createHash('sha256').update(identityOf(release)).digest('hex').slice(0, 8)
  return `kdeploy-${slug}-${hash}`
}

/** `kdeploy-trading-prod-cthulu-1a2b3c4d-r12`. */
export function revisionNameOf(release: Release, revision: number): string {
  return `${objectNameOf(release)}-r${revision}`
}

/**
 * The ApplySet's ID, computed from its parent as KEP-3659 says:
 * `applyset-<base64url(sha256("<name>.<namespace>.<kind>.<group>"))>-v1`; the parent is a core Secret.
 */
export function applySetIdOf(release: Release): string {
  const parent = `${objectNameOf(release)}.${release.namespace}.Secret.`
  return `applyset-${createHash('sha256').update(parent).digest('base64url')}-v1`
}

/** The membership of a release's objects. */
export function membershipFor(release: Release): Membership {
  return { applySet: applySetIdOf(release), release: identityOf(release) }
}
